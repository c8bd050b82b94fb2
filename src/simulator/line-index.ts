import { wordsOf } from '../kernel/remote/index.ts';

/** Lines of files by one of their words: a host's fstab has thousands, and is asked for one of them at each edit. */
export interface LineIndex {
  /** The lines of a key in a file that has this text. */
  find(file: string, text: string, number: number, key: string): readonly string[];
  /** The text of a file with another line of a key at its end, in place of those that it had. */
  replace(
    file: string,
    text: string,
    number: number,
    key: string,
    line: string | undefined,
  ): { readonly text: string; readonly appended?: string };
}

interface Indexed {
  readonly text: string;
  readonly number: number;
  readonly lines: Map<string, readonly string[]>;
  /** Known, since to look at the end of a text that was put together joins all of it. */
  readonly isEnded: boolean;
}

/** Remembers the last text of each file. */
export function createLineIndex(): LineIndex {
  const files = new Map<string, Indexed>();
  const open = (file: string, text: string, number: number): Indexed => {
    const found = files.get(file);
    if (found?.text === text && found.number === number) return found;
    const made = indexOf(text, number);
    files.set(file, made);
    return made;
  };
  return {
    find: (file, text, number, key) => open(file, text, number).lines.get(key) ?? [],
    replace: (file, text, number, key, line) => {
      const before = open(file, text, number);
      const { lines } = before;
      const had = lines.get(key) ?? [];
      if (line !== undefined && had.length === 0) {
        const appended = `${before.isEnded ? '' : '\n'}${line}\n`;
        const after = text + appended;
        lines.set(key, [line]);
        files.set(file, { text: after, number, lines, isEnded: true });
        return { text: after, appended };
      }
      const kept = linesOf(text).filter((each) => keyIn(each, number) !== key);
      const after = [...kept, ...(line === undefined ? [] : [line])].map((each) => `${each}\n`).join('');
      if (line === undefined) lines.delete(key);
      else lines.set(key, [line]);
      files.set(file, { text: after, number, lines, isEnded: true });
      return { text: after };
    },
  };
}

function indexOf(text: string, number: number): Indexed {
  const lines = new Map<string, readonly string[]>();
  for (const line of linesOf(text)) {
    const key = keyIn(line, number);
    if (key !== undefined) lines.set(key, [...(lines.get(key) ?? []), line]);
  }
  return { text, number, lines, isEnded: text === '' || text.endsWith('\n') };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function keyIn(line: string, number: number): string | undefined {
  const found = wordsOf(line);
  return found[0]?.startsWith('#') === true ? undefined : found[number - 1];
}
