import { addProblem, configErrors, type Report } from './errors.ts';

/** Gives a file's text, or throws what node:fs throws. */
export type ReadFile = (path: string) => string;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
};

/** The text of a file; undefined when it cannot be read, which is then reported. */
export function readTextFile(file: string, readFile: ReadFile, report: Report): string | undefined {
  try {
    // A byte order mark is what some editors put first; neither format knows it.
    return readFile(file).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    addProblem(report, configErrors.CONFIG_FILE_UNREADABLE({ file, reason: reasons[code] ?? code }));
    return undefined;
  }
}
