import { setImmediate as nextTurn } from 'node:timers/promises';
import { escaped } from '../answer.ts';

const ENTRIES_A_TURN = 500;

/**
 * JSON with an indent of four blanks, as Heketi prints what people read (contract heketi-api §1.5): of an object whose
 * values are tables of entries. A dump has hundreds of thousands of lines, so others get their turn in between. Objects
 * keep their order; a `Map` is one of Go's, which are written in the order of their keys' bytes.
 *
 * @param depth of the entries: 2 where the values are tables, more where tables lie deeper
 */
export async function prettyText(tables: object, depth = 2): Promise<string> {
  return escaped(await valueText(tables, depth, ''));
}

async function valueText(value: unknown, depth: number, indent: string): Promise<string> {
  if (depth === 0 || !isKeyed(value)) return entryText(value, indent);
  const inner = `${indent}    `;
  const lines: string[] = [];
  for (const [key, entry] of entriesOf(value)) {
    lines.push(`${inner}${JSON.stringify(key)}: ${await valueText(entry, depth - 1, inner)}`);
    if (lines.length % ENTRIES_A_TURN === 0) await nextTurn();
  }
  return inBraces(lines, indent);
}

function entryText(value: unknown, indent: string): string {
  if (!isKeyed(value) || !holdsMap(value)) return JSON.stringify(value, null, 4).replaceAll('\n', `\n${indent}`);
  const inner = `${indent}    `;
  const lines = entriesOf(value).map(([key, each]) => `${inner}${JSON.stringify(key)}: ${entryText(each, inner)}`);
  return inBraces(lines, indent);
}

function inBraces(lines: readonly string[], indent: string): string {
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
}

function isKeyed(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function holdsMap(value: object): boolean {
  return value instanceof Map || Object.values(value).some((each) => isKeyed(each) && holdsMap(each));
}

/** Keys of maps are ids and names without any letter but ASCII's, which compare as their bytes do. */
function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  if (!(value instanceof Map)) return Object.entries(value);
  return [...(value as ReadonlyMap<string, unknown>)].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
