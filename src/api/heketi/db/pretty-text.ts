import { setImmediate as nextTurn } from 'node:timers/promises';
import { escaped } from '../answer.ts';

const ENTRIES_A_TURN = 500;

/**
 * JSON with an indent of four blanks, as Heketi prints what people read (contract heketi-api §1.5): of an object whose
 * values are tables of entries. A dump has hundreds of thousands of lines, so others get their turn in between.
 */
export async function prettyText(tables: object): Promise<string> {
  const sections: string[] = [];
  for (const [name, table] of Object.entries(tables))
    sections.push(`    ${JSON.stringify(name)}: ${await valueText(table)}`);
  return escaped(`{\n${sections.join(',\n')}\n}`);
}

async function valueText(value: unknown): Promise<string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return indented(value, 4);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines: string[] = [];
  for (const [key, entry] of entries) {
    lines.push(`        ${JSON.stringify(key)}: ${indented(entry, 8)}`);
    if (lines.length % ENTRIES_A_TURN === 0) await nextTurn();
  }
  return `{\n${lines.join(',\n')}\n    }`;
}

function indented(value: unknown, by: number): string {
  return JSON.stringify(value, null, 4).replaceAll('\n', `\n${' '.repeat(by)}`);
}
