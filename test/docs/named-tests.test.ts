import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { testTitles } from './test-titles.ts';

/** Pages whose tables say where something is tested, and the folders that their paths may begin at. */
const PAGES = [
  ['docs/migrating-from-heketi.md', ['']],
  ['docs/compatibility/heketi.md', ['', 'src/', 'src/api/heketi/', 'test/examples/']],
] as const;

const isTest = (path: string): boolean => /^[\w./-]+\.ts$/.test(path);

/** What a row of a table says of tests. */
interface Row {
  readonly text: string;
  /** The column of tests where the table has one, otherwise the whole row. */
  readonly said: string;
  readonly paths: readonly string[];
  /** Whether its table is one of what is tested. */
  readonly hasTests: boolean;
}

const cellsOf = (line: string): readonly string[] => line.split(/(?<!\\)\|/).slice(1, -1);

function rowsOf(page: string): readonly Row[] {
  const rows: Row[] = [];
  let column: number | undefined;
  const lines = readFileSync(page, 'utf8').split('\n');
  for (const [index, text] of lines.entries()) {
    if (!text.startsWith('| ')) continue;
    if (lines[index + 1]?.startsWith('| ---') === true) {
      const found = cellsOf(text).findIndex((cell) => /^ tests?\b/.test(cell));
      column = found === -1 ? undefined : found;
    } else if (!text.startsWith('| ---')) {
      const said = column === undefined ? text : (cellsOf(text)[column] ?? '');
      const paths = [...said.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code).filter(isTest);
      rows.push({ text, said, paths, hasTests: column !== undefined });
    }
  }
  return rows.filter(({ text, paths, hasTests }) => hasTests || paths.length > 0 || linesOfChecklist(text).length > 0);
}

const findFile = (path: string, bases: readonly string[]): string | undefined =>
  bases.map((base) => `${base}${path}`).find(existsSync);

/** `ck6 to ck8` is three of them. */
function linesOfChecklist(text: string): readonly string[] {
  return [...text.matchAll(/ck(\d+)(?: to ck(\d+))?/g)].flatMap(([, from, to = from]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `ck${Number(from) + index}`),
  );
}

/** What a row says and the tests do not bear out. */
function missingOf({ text, said, paths, hasTests }: Row, bases: readonly string[]): readonly string[] {
  const files = paths.map((path) => ({ path, file: findFile(path, bases) }));
  const lost = files.filter(({ file }) => file === undefined).map(({ path }) => path);
  const titles = files.flatMap(({ file }) => (file === undefined ? [] : testTitles(file)));
  const isIn = (words: RegExp | string): boolean =>
    titles.some((title) => (typeof words === 'string' ? title.includes(words) : words.test(title)));
  const named = [...said.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name).filter((name) => !isIn(name));
  const quirks = [...text.matchAll(/\bQ\d+\b/g)].map(([quirk]) => quirk);
  const unlisted = [...linesOfChecklist(text), ...quirks].filter((tag) => !isIn(new RegExp(`\\b${tag}\\b`)));
  const none = hasTests && !files.some(({ file }) => file !== undefined) ? ['a file of tests'] : [];
  return [...lost, ...named, ...unlisted, ...none].map((what) => `${what}: ${text}`);
}

it.each(PAGES)('%s names tests that are there, by what stands in their titles', (page, bases) => {
  const rows = rowsOf(page);
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.flatMap((row) => missingOf(row, bases))).toEqual([]);
});
