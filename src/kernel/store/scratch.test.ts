import { cpSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openScratch, type Scratch } from './scratch.ts';

let folder: string;
let opened: Scratch[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostreeve-scratch-'));
  opened = [];
});

afterEach(() => {
  for (const scratch of opened) scratch.close();
  rmSync(folder, { recursive: true });
});

function open(name = 'deep/scratch.sqlite'): Scratch {
  const scratch = openScratch(join(folder, name));
  opened.push(scratch);
  return scratch;
}

/** What a new process would find if this one were killed now. */
function afterAKill(): Scratch {
  for (const end of ['', '-wal']) {
    const file = join(folder, `deep/scratch.sqlite${end}`);
    if (existsSync(file)) cpSync(file, join(folder, `copy.sqlite${end}`));
  }
  return open('copy.sqlite');
}

describe('a scratch file', () => {
  it('keeps what was written last, by ascending key, for its owner alone', () => {
    const scratch = open();
    scratch.write([
      ['b', '1'],
      ['a\u001fß', '2'],
      ['c', '3'],
    ]);
    scratch.write([
      ['b', '4'],
      ['c', undefined],
      ['absent', undefined],
    ]);
    expect([...scratch.entries()]).toEqual([
      ['a\u001fß', '2'],
      ['b', '4'],
    ]);
    expect(statSync(join(folder, 'deep/scratch.sqlite')).mode & 0o777).toBe(0o600);
  });

  it('has everything that was written when its process is killed', () => {
    const scratch = open();
    scratch.write([['a', '1']]);
    scratch.write([['b', '2']]);
    expect([...afterAKill().entries()]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it('writes all of a batch or nothing', () => {
    const scratch = open();
    function* breaking(): Iterable<readonly [string, string]> {
      yield ['a', '1'];
      throw new Error('no more');
    }
    expect(() => scratch.write(breaking())).toThrow('no more');
    scratch.write([['b', '2']]);
    expect([...scratch.entries()]).toEqual([['b', '2']]);
  });

  it('has what was written last of each key after thousands of commits, and a kill between them', () => {
    const scratch = open();
    const wanted = new Map<string, string>();
    for (let number = 0; number < 5_000; number += 1) {
      const key = `key-${(number * 7919) % 700}`;
      const text = number % 3 === 0 ? undefined : `${number}`;
      scratch.write([[key, text]]);
      if (text === undefined) wanted.delete(key);
      else wanted.set(key, text);
    }
    expect(new Map(afterAKill().entries())).toEqual(wanted);
    expect(new Map(scratch.entries())).toEqual(wanted);
  });

  it('is one process\u2019s at a time', () => {
    open();
    expect(() => open()).toThrow(expect.objectContaining({ code: 'STORE_LOCKED' }));
  });

  it('says so when the file is no database', () => {
    writeFileSync(join(folder, 'other'), 'text '.repeat(1_000));
    expect(() => open('other')).toThrow(expect.objectContaining({ code: 'STORE_NOT_A_DATABASE' }));
  });
});
