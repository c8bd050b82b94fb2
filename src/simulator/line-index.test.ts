import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineIndex, type LineEdit } from './line-index.ts';

/** What it means, without remembering anything. */
function edited(text: string, key: string, line: string | undefined): string {
  const lines = text.split('\n').filter((each, index, all) => each !== '' || index < all.length - 1);
  const kept = lines.filter((each) => each.trimStart().startsWith('#') || each.split(' ').filter(Boolean)[1] !== key);
  return [...kept, ...(line === undefined ? [] : [line])].map((each) => `${each}\n`).join('');
}

const apply = (text: string, edit: LineEdit): string => (edit.kind === 'appended' ? text + edit.added : edit.text);

describe('an index of lines', () => {
  it('edits as one that reads the text each time, whatever else writes the file meanwhile', () => {
    const word = fc.constantFrom('a', 'b', '#', '1', '1e0');
    const start = fc.string({ unit: fc.constantFrom('a', 'b', '#', ' ', '\n') });
    const keep = fc.record({ key: word, source: fc.option(word, { nil: undefined }), foreign: fc.option(word) });
    fc.assert(
      fc.property(start, fc.array(keep, { maxLength: 12 }), (first, wishes) => {
        const index = createLineIndex();
        let text = first;
        for (const { key, source, foreign } of wishes) {
          if (foreign !== null) text += `x ${foreign}\n`;
          const line = source === undefined || source === '#' ? undefined : `${source} ${key} z`;
          const found = index.find('f', text, 2, key);
          const expected = edited(text, key, line);
          expect(edited(text, key, undefined).split('\n').length).toBe(
            (text === '' || text.endsWith('\n') ? text : `${text}\n`).split('\n').length - found.length,
          );
          text = apply(text, index.edit('f', text, 2, key, line));
          expect(text).toBe(expected);
          index.hold('f', text);
        }
      }),
    );
  });

  it('says of a line more that it is one', () => {
    const index = createLineIndex();
    expect(index.edit('f', 'a /a', 2, '/b', 'b /b')).toEqual({ kind: 'appended', added: '\nb /b\n' });
    expect(index.edit('g', 'a /a\nb /b\n', 2, '/b', 'c /b')).toEqual({ kind: 'rewritten', text: 'a /a\nc /b\n' });
  });
});
