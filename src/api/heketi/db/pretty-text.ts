import { setImmediate as nextTurn } from 'node:timers/promises';
import { escaped } from '../answer.ts';

const ENTRIES_A_TURN = 500;

/**
 * JSON with an indent of four blanks, as Heketi prints what people read (contract heketi-api §1.5): of an object whose
 * values are tables of entries. A dump has hundreds of thousands of lines, so others get their turn in between.
 *
 * @param depth of the entries: 2 where the values are tables, more where tables lie deeper
 */
export async function prettyText(tables: object, depth = 2): Promise<string> {
  return escaped(await valueText(tables, depth, ''));
}

async function valueText(value: unknown, depth: number, indent: string): Promise<string> {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value))
    return JSON.stringify(value, null, 4).replaceAll('\n', `\n${indent}`);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const inner = `${indent}    `;
  const lines: string[] = [];
  for (const [key, entry] of entries) {
    lines.push(`${inner}${JSON.stringify(key)}: ${await valueText(entry, depth - 1, inner)}`);
    if (lines.length % ENTRIES_A_TURN === 0) await nextTurn();
  }
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
