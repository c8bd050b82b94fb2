import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Columns, isoTime, printOne, printRows } from './output.ts';

interface Row {
  readonly name: string;
  readonly seenMs?: number;
}

const columns: Columns<Row> = { NAME: ({ name }) => name, SEEN: ({ seenMs }) => isoTime(seenMs) };
const rows: readonly Row[] = [{ name: 'ada', seenMs: 0 }, { name: 'rene\u0301e' }];

describe('a list', () => {
  it('is a table for people, in columns of equal width', () => {
    expect(printRows(rows, columns, 'table')).toBe('NAME   SEEN\nada    1970-01-01T00:00:00.000Z\nrene\u0301e  -\n');
    expect(printRows([], columns, 'table')).toBe('NAME  SEEN\n');
  });

  it('is JSON and YAML for programs, with the rows as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }) })), (list) => {
        expect(JSON.parse(printRows(list, columns, 'json'))).toEqual(list);
        expect(parse(printRows(list, columns, 'yaml'))).toEqual(list);
      }),
    );
  });

  it('lets nothing through to the terminal but text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const lines = printRows([{ name }], columns, 'table').split('\n');
        expect(lines).toHaveLength(3);
        expect(lines[1]).not.toMatch(/\p{Cc}/u);
      }),
    );
    expect(printRows([{ name: '\u001b[31mred\n' }], columns, 'table')).toContain('\\u001b[31mred\\u000a');
  });
});

it('shows one thing as a line for each column', () => {
  expect(printOne({ name: 'ada' }, columns, 'table')).toBe('NAME  ada\nSEEN  -\n');
  expect(printOne({ name: 'ada' }, columns, 'json')).toBe('{\n  "name": "ada"\n}\n');
});
