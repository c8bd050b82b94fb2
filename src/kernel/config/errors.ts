import { type CodedError, defineErrors } from '../errors.ts';

/** One thing that is wrong with a configuration; the message names the place. */
export interface ConfigProblem {
  readonly code: string;
  readonly message: string;
}

const hint = (nearest: string | undefined): string => (nearest === undefined ? '' : ` (did you mean ${nearest}?)`);

export const configErrors = defineErrors({
  CONFIG_INVALID: {
    status: 500,
    retry: 'never',
    when: 'The configuration cannot be used; every problem that was found is listed.',
    remedy:
      'Correct the places that the problems name. `hostreeve config print` shows what a configuration amounts to.',
    text: (e: { readonly problems: readonly ConfigProblem[] }) =>
      `the configuration has ${e.problems.length === 1 ? 'a problem' : `${e.problems.length} problems`}: ${e.problems
        .map((problem) => problem.message)
        .join('; ')}`,
  },
  CONFIG_FILE_UNREADABLE: {
    status: 500,
    retry: 'never',
    when: 'A configuration file that was named cannot be read.',
    remedy: 'Check the path, and that the account of the server may read it.',
    text: (e: { readonly file: string; readonly reason: string }) => `${e.file}: cannot be read (${e.reason})`,
  },
  CONFIG_FILE_MALFORMED: {
    status: 500,
    retry: 'never',
    when: 'A configuration file is not the YAML or JSON that it should be.',
    remedy: 'Correct the file at the line and column named.',
    text: (e: { readonly file: string; readonly line: number; readonly column: number; readonly reason: string }) =>
      `${e.file}:${e.line}:${e.column}: ${e.reason}`,
  },
  CONFIG_KEY_DUPLICATE: {
    status: 500,
    retry: 'never',
    when: 'A key stands twice in the same section of the YAML file.',
    remedy: 'Remove one of the two.',
    text: (e: { readonly file: string; readonly line: number; readonly column: number; readonly key: string }) =>
      `${e.file}:${e.line}:${e.column}: the key ${e.key} stands here for the second time`,
  },
  CONFIG_KEY_UNKNOWN: {
    status: 500,
    retry: 'never',
    when: 'The YAML file has a key that does not exist.',
    remedy: 'Correct or remove it; docs/configuration.md lists all keys.',
    text: (e: { readonly file: string; readonly line: number; readonly key: string; readonly nearest?: string }) =>
      `${e.file}:${e.line}: unknown key ${e.key}${hint(e.nearest)}`,
  },
  CONFIG_VALUE_WRONG: {
    status: 500,
    retry: 'never',
    when: 'A value in a file, in the environment or on the command line has the wrong type or form or is out of range.',
    remedy: 'Give what is expected there.',
    text: (e: {
      readonly place: string;
      readonly key: string;
      readonly found: string;
      readonly expected: string;
      /** What a choice is about: "executor". */
      readonly choiceOf?: string;
    }) =>
      e.choiceOf === undefined
        ? `${e.place}: ${e.key}: expected ${e.expected}, found ${e.found}`
        : `${e.place}: ${e.key}: invalid ${e.choiceOf}: ${e.found}; expected ${e.expected}`,
  },
  CONFIG_CONTRADICTION: {
    status: 500,
    retry: 'never',
    when: 'Values that are right by themselves do not go together, or one needs another that is missing.',
    remedy: 'Change one of the keys named.',
    text: (e: { readonly keys: readonly string[]; readonly reason: string }) => `${e.keys.join(', ')}: ${e.reason}`,
  },
});

/** Collects what is wrong, so that one start reports all of it. */
export interface Report {
  readonly problems: ConfigProblem[];
  readonly warnings: string[];
}

export function addProblem(report: Report, error: CodedError): void {
  report.problems.push({ ...error.fields, code: error.code, message: error.message });
}
