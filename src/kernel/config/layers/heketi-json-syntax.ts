import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { addProblem, configErrors, type Report } from '../errors.ts';

/** One value of a JSON file that is no object, or an object for whose path the reader asked. */
export interface JsonFile {
  readonly file: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** The line, from 1, of the key at a path. */
  readonly lineOf: (path: readonly string[]) => number | undefined;
}

/** Parses the text of heketi.json; undefined when it is not a JSON object, which is then reported. */
export function parseHeketiJson(file: string, text: string, report: Report): JsonFile | undefined {
  const malformed = (offset: number, reason: string): void => {
    const before = text.slice(0, offset).split('\n');
    const fields = { file, line: before.length, column: (before.at(-1) ?? '').length + 1, reason };
    addProblem(report, configErrors.CONFIG_FILE_MALFORMED(fields));
  };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // Only the position is taken from the message: the rest may quote the source, and so a secret.
    const offset = /at position (\d+)/.exec(error.message)?.[1];
    malformed(offset === undefined ? text.length : Number(offset), 'not valid JSON');
    return undefined;
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    malformed(0, 'not a JSON object');
    return undefined;
  }
  return { file, content: content as Record<string, unknown>, lineOf: lineFinder(text) };
}

/** JSON is YAML, and the YAML parser knows where things stand. */
function lineFinder(text: string): JsonFile['lineOf'] {
  const lineCounter = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  return (path) => {
    let node: unknown = contents;
    let offset: number | undefined;
    for (const name of path) {
      if (!isMap(node)) return undefined;
      // The last of several equal keys counts, as for JSON.parse.
      const pair = node.items.findLast((item) => isScalar(item.key) && item.key.value === name);
      if (pair === undefined || !isScalar(pair.key)) return undefined;
      offset = pair.key.range?.[0];
      node = pair.value;
    }
    return offset === undefined ? undefined : lineCounter.linePos(offset).line;
  };
}
