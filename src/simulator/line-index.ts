import { wordsOf } from '../kernel/remote/index.ts';

/** Lines of files by one of their words: a host's fstab has thousands, and is asked for one of them at each edit. */
export interface LineIndex {
  /** The lines of a key in a file that has this text. */
  find(file: string, text: string, number: number, key: string): readonly string[];
  /** What an edit makes of such a file: more at its end, or another text. Says nothing of the file itself. */
  edit(file: string, text: string, number: number, key: string, line: string | undefined): LineEdit;
  /** The file has this text now, by the edit that was asked for last. */
  hold(file: string, text: string): void;
}

export type LineEdit =
  | { readonly kind: 'appended'; readonly added: string }
  | { readonly kind: 'rewritten'; readonly text: string };

interface Indexed {
  /** The very text of the file: two that only say the same are compared in their whole length. */
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
    edit: (file, text, number, key, line) => {
      const { lines, isEnded } = open(file, text, number);
      const had = lines.get(key) ?? [];
      if (line === undefined) lines.delete(key);
      else lines.set(key, [line]);
      if (line !== undefined && had.length === 0) return { kind: 'appended', added: `${isEnded ? '' : '\n'}${line}\n` };
      const kept = linesOf(text).filter((each) => keyIn(each, number) !== key);
      const all = line === undefined ? kept : [...kept, line];
      return { kind: 'rewritten', text: all.map((each) => `${each}\n`).join('') };
    },
    hold: (file, text) => {
      const before = files.get(file);
      if (before !== undefined) files.set(file, { ...before, text, isEnded: true });
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
