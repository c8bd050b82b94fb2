import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFstabLine, withFstabLine, withoutFstabLines } from './fstab.ts';

const table = '# made by hand\nUUID=1 / ext4 defaults 0 1\n/dev/b\t/mnt/b  xfs rw 1 2';
const line = '/dev/c /mnt/c xfs rw 1 2';

describe('the table of file systems', () => {
  it('gets a line at its end, once, whether or not the last line was ended', () => {
    expect(withFstabLine(table, line)).toBe(`${table}\n${line}\n`);
    expect(withFstabLine(withFstabLine(table, line), line)).toBe(`${table}\n${line}\n`);
    expect(withFstabLine('', line)).toBe(`${line}\n`);
  });

  it('has one line for a directory, the last one given', () => {
    const changed = '/dev/d /mnt/b xfs ro 1 2';
    expect(withFstabLine(table, changed)).toBe(`# made by hand\nUUID=1 / ext4 defaults 0 1\n${changed}\n`);
  });

  it('loses the line of a directory and nothing else', () => {
    expect(withoutFstabLines(`${table}\n${line}\n`, '/mnt/b')).toBe(
      `# made by hand\nUUID=1 / ext4 defaults 0 1\n${line}\n`,
    );
    expect(withoutFstabLines(table, '/mnt')).toBe(table);
    expect(findFstabLine(table, '/mnt/b')).toBe('/dev/b\t/mnt/b  xfs rw 1 2');
    expect(findFstabLine('# /dev/x /mnt/x xfs', '/mnt/x')).toBeUndefined();
  });

  it('is as it was after a line came and went', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '#', ' ', '/', '\t') })), (lines) => {
        const before = lines.map((text) => `${text}\n`).join('');
        fc.pre(findFstabLine(before, '/mnt/c') === undefined);
        expect(withoutFstabLines(withFstabLine(before, line), '/mnt/c')).toBe(before);
      }),
    );
  });
});
