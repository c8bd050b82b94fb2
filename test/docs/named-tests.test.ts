import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Pages whose tables say where something is tested, and the folders that their paths may begin at. */
const PAGES = [
  ['docs/migrating-from-heketi.md', ['']],
  ['docs/compatibility/heketi.md', ['', 'src/', 'src/api/heketi/', 'test/examples/']],
] as const;

const isTest = (path: string): boolean => /^[\w./-]+\.ts$/.test(path);

/** A row of a table that names files of tests, or lines of the checklist. */
interface Row {
  readonly text: string;
  readonly paths: readonly string[];
}

function rowsOf(page: string): readonly Row[] {
  return readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((text) => ({ text, paths: [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code).filter(isTest) }))
    .filter(({ text, paths }) => paths.length > 0 || linesOfChecklist(text).length > 0);
}

const findFile = (path: string, bases: readonly string[]): string | undefined =>
  bases.map((base) => `${base}${path}`).find(existsSync);

/** `ck6 to ck8` is three of them. */
function linesOfChecklist(text: string): readonly string[] {
  return [...text.matchAll(/ck(\d+)(?: to ck(\d+))?/g)].flatMap(([, from, to = from]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `ck${Number(from) + index}`),
  );
}

it.each(PAGES)('%s names tests that are there, with what it says is in them', (page, bases) => {
  const rows = rowsOf(page);
  expect(rows.length).toBeGreaterThan(20);
  const missing = rows.flatMap(({ text, paths }) => {
    const files = paths.map((path) => ({ path, file: findFile(path, bases) }));
    const lost = files.filter(({ file }) => file === undefined).map(({ path }) => path);
    const all = files.map(({ file }) => (file === undefined ? '' : readFileSync(file, 'utf8'))).join('\n');
    const named = [...text.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name).filter((name) => !all.includes(name));
    const unlisted = linesOfChecklist(text).filter((line) => !new RegExp(`\\b${line}\\b`).test(all));
    return [...lost, ...named, ...unlisted].map((what) => `${what}: ${text}`);
  });
  expect(missing).toEqual([]);
});
