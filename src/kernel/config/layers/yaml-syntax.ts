import { type Document, LineCounter, parseDocument } from 'yaml';
import { addProblem, configErrors, type Report } from '../errors.ts';

// The sentences of the parser may quote the source, and so a secret: its codes are put into words of our own.
const reasons: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an alias that cannot be used',
  BAD_DQ_ESCAPE: 'an escape in double quotes that YAML does not know',
  BAD_INDENT: 'wrong indentation',
  BAD_SCALAR_START: 'a text that must be quoted, for the character that it starts with',
  BLOCK_AS_IMPLICIT_KEY: 'a nested mapping or a colon where none can be (quote a text that contains ": ")',
  MISSING_CHAR: 'a missing character, such as a closing quote or bracket or the colon after a key',
  MULTILINE_IMPLICIT_KEY: 'a key that goes over several lines, or a missing colon',
  MULTIPLE_DOCS: 'a second document; the file must hold one',
  NON_STRING_KEY: 'a key that is no text',
  TAB_AS_INDENT: 'a tab where spaces are needed',
  TAG_RESOLVE_FAILED: 'a tag that is not known',
  UNEXPECTED_TOKEN: 'something that cannot stand here',
};

export interface YamlFile {
  readonly file: string;
  readonly document: Document.Parsed;
  /** The line, from 1, of a position in the text. */
  readonly lineOf: (offset: number) => number;
}

/** Parses the text; undefined when it is not YAML. Duplicate keys are reported, and the rest can still be looked at. */
export function parseYaml(file: string, text: string, report: Report): YamlFile | undefined {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, stringKeys: true });
  let isUsable = true;
  for (const error of document.errors) {
    const [offset] = error.pos;
    const { line, col: column } = lineCounter.linePos(offset);
    if (error.code === 'DUPLICATE_KEY') {
      const key = /^["']?([\w.-]*)/.exec(text.slice(offset, offset + 100))?.[1] ?? '';
      addProblem(report, configErrors.CONFIG_KEY_DUPLICATE({ file, line, column, key }));
    } else {
      // What follows a syntax error is guesswork: the first one is told, the rest would confuse.
      if (isUsable) {
        const reason = `not valid YAML: ${reasons[error.code] ?? error.code.toLowerCase().replaceAll('_', ' ')}`;
        addProblem(report, configErrors.CONFIG_FILE_MALFORMED({ file, line, column, reason }));
      }
      isUsable = false;
    }
  }
  return isUsable ? { file, document, lineOf: (offset) => lineCounter.linePos(offset).line } : undefined;
}
