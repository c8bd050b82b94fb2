import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

/** `table` is for people, the others are for programs. */
export const outputFormats = ['table', 'json', 'yaml'] as const;

export type OutputFormat = (typeof outputFormats)[number];

/** A column of a table: its heading, and what stands in it. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => string | number | undefined>>;

/**
 * A list as text that ends in a line break. Programs get the rows as they are, people the columns.
 *
 * ```ts
 * printRows([{ name: 'ada', roles: 2 }], { NAME: ({ name }) => name, ROLES: ({ roles }) => roles }, 'table');
 * // NAME  ROLES
 * // ada   2
 * ```
 */
export function printRows<Row>(rows: readonly Row[], columns: Columns<Row>, format: OutputFormat): string {
  if (format !== 'table') return printValue(rows, format);
  const cells = rows.map((row) => Object.values(columns).map((cell) => visible(String(cell(row) ?? '-'))));
  return alignedLines([Object.keys(columns), ...cells]);
}

/** A single thing: for people, a line for each of its columns. */
export function printOne<Row>(row: Row, columns: Columns<Row>, format: OutputFormat): string {
  if (format !== 'table') return printValue(row, format);
  return alignedLines(Object.entries(columns).map(([name, cell]) => [name, visible(String(cell(row) ?? '-'))]));
}

/** ISO 8601 in UTC; undefined stays undefined. */
export function isoTime(atMs: number): string;
export function isoTime(atMs: number | undefined): string | undefined;
export function isoTime(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : new Date(atMs).toISOString();
}

/** As it is, for programs. */
export function printValue(value: unknown, format: 'json' | 'yaml'): string {
  if (format === 'json') return `${JSON.stringify(value, undefined, 2)}\n`;
  // Loaded when it is needed: it takes longer than all else that a command loads.
  const { stringify } = createRequire(import.meta.url)('yaml') as typeof Yaml;
  return stringify(value);
}

function alignedLines(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? '')))) ?? [];
  const padded = (text: string, column: number): string => text + ' '.repeat((widths[column] ?? 0) - widthOf(text));
  return lines.map((line) => `${line.map(padded).join('  ').trimEnd()}\n`).join('');
}

/** In characters as people count them. */
function widthOf(text: string): number {
  let width = 0;
  for (const _ of segmenter.segment(text)) width += 1;
  return width;
}

/** What fits into so many characters. */
export function shortened(text: string, most: number): string {
  const characters = [...segmenter.segment(text)].map(({ segment }) => segment);
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What somebody put into a name or a path must not move the cursor or colour the terminal. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
