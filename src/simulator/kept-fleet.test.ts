import { describe, expect, it } from 'vitest';
import type { Scratch } from '../kernel/store/index.ts';
import { keyOf } from './change-log.ts';
import { openKeptFleet } from './kept-fleet.ts';

/** A scratch file in memory; `fail` makes its next write fail, with nothing written. */
function aScratch(): Scratch & { readonly rows: Map<string, string>; fail: boolean } {
  const rows = new Map<string, string>();
  const scratch = {
    rows,
    fail: false,
    entries: () => [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    write: (changes: Iterable<readonly [string, string | undefined]>) => {
      const all = [...changes];
      if (scratch.fail) {
        scratch.fail = false;
        throw new Error('the disk is full');
      }
      for (const [key, text] of all) {
        if (text === undefined) rows.delete(key);
        else rows.set(key, text);
      }
    },
    close: () => undefined,
  };
  return scratch;
}

const line = (number: number): string => `/dev/mapper/vg-${number} /mnt/${number} xfs rw 0 0\n`;
const fstab = keyOf('file', 'h:/', '/etc/fstab');
const textIn = (scratch: Scratch): string | undefined =>
  openKeptFleet(scratch).state.fileSystems['h:/']?.nodes['/etc/fstab']?.text;

describe('a kept fleet', () => {
  it('writes a line more in a long file as that line, and has the whole file again', async () => {
    const scratch = aScratch();
    const { changes, keep } = openKeptFleet(scratch);
    let text = '';
    let longest = 0;
    for (let number = 0; number < 1_000; number += 1) {
      text = number % 7 === 6 ? text.replace(line(number - 3), '') : `${text}${line(number)}`;
      const before = new Map(scratch.rows);
      changes.put(fstab, { text, mode: '644', owner: '0:0' });
      await keep();
      const written = [...scratch.rows].filter(([key, row]) => before.get(key) !== row);
      // But for the times when it is written whole again.
      if (number > 500 && scratch.rows.size >= before.size)
        longest = Math.max(longest, ...written.map(([, row]) => row.length));
    }
    expect(longest).toBeLessThan(100);
    expect(textIn(scratch)).toBe(text);
    const again = openKeptFleet(scratch);
    expect(scratch.rows.size).toBe(1);
    again.changes.put(fstab, { text: `${text}one more\n`, mode: '644', owner: '0:0' });
    await again.keep();
    expect(textIn(scratch)).toBe(`${text}one more\n`);
  });

  it('writes what was added to a long file and nothing else, also when it was rewritten before in the same turn', async () => {
    const scratch = aScratch();
    const { changes, keep } = openKeptFleet(scratch);
    let text = Array.from({ length: 500 }, (_, number) => line(number)).join('');
    const node = (): object => ({ text, mode: '644', owner: '0:0' });
    const append = (added: string): void => {
      text += added;
      changes.append(fstab, node(), added);
    };
    changes.put(fstab, node());
    await keep();
    append(line(500));
    append(line(501));
    await keep();
    expect([...scratch.rows.values()].at(-1)).toBe(
      JSON.stringify([text.length - line(500).length * 2, 0, line(500) + line(501)]),
    );
    text = text.replace(line(3), '');
    changes.put(fstab, node());
    append(line(502));
    await keep();
    append(line(503));
    await keep();
    expect(textIn(scratch)).toBe(text);
  });

  it('keeps mode and owner of a long file, and forgets its differences with it', async () => {
    const scratch = aScratch();
    const { changes, keep } = openKeptFleet(scratch);
    const text = line(1).repeat(500);
    const steps = [
      { text, mode: '644', owner: '0:0' },
      { text: `${text}more`, mode: '644', owner: '0:0' },
      { text: `${text}more`, mode: '600', owner: '0:0' },
      { text: 'short', mode: '600', owner: '0:0' },
    ];
    for (const node of steps) {
      changes.put(fstab, node);
      await keep();
      expect(
        openKeptFleet({ ...scratch, write: () => undefined }).state.fileSystems['h:/']?.nodes['/etc/fstab'],
      ).toEqual(node);
    }
    changes.drop(fstab);
    await keep();
    expect(scratch.rows.size).toBe(0);
  });

  it('writes what it could not write the next time', async () => {
    const scratch = aScratch();
    const { changes, keep } = openKeptFleet(scratch);
    const text = line(1).repeat(500);
    changes.put(fstab, { text, mode: '644', owner: '0:0' });
    await keep();
    scratch.fail = true;
    changes.put(fstab, { text: `${text}a\n`, mode: '644', owner: '0:0' });
    await expect(keep()).rejects.toThrow('the disk is full');
    changes.put(keyOf('epoch', 'h', '/locks/a'), 7);
    changes.put(fstab, { text: `${text}a\nb\n`, mode: '644', owner: '0:0' });
    await keep();
    expect(textIn(scratch)).toBe(`${text}a\nb\n`);
    expect(openKeptFleet(scratch).state.hosts['h']?.guard.epochs).toEqual({ '/locks/a': 7 });
  });

  it('writes together what changes in one turn, and nothing when nothing does', async () => {
    const scratch = aScratch();
    let writes = 0;
    const turn = Promise.withResolvers<void>();
    const counting = {
      ...scratch,
      write: (changes: Parameters<Scratch['write']>[0]) => {
        writes += 1;
        scratch.write(changes);
      },
    };
    const { changes, keep, close } = openKeptFleet(counting, () => turn.promise);
    writes = 0;
    expect(keep()).toBeUndefined();
    changes.put(keyOf('epoch', 'h', '/locks/a'), 1);
    const first = keep();
    changes.put(keyOf('epoch', 'h', '/locks/b'), 2);
    const second = keep();
    expect(scratch.rows.size).toBe(0);
    turn.resolve();
    await Promise.all([first, second]);
    expect([writes, scratch.rows.size]).toEqual([1, 2]);
    expect(keep()).toBeUndefined();
    close();
    expect(writes).toBe(1);
  });

  it('refuses a file that another program wrote', () => {
    const scratch = aScratch();
    scratch.rows.set('strange', '{}');
    expect(() => openKeptFleet(scratch)).toThrow("a row 'strange'");
  });
});
