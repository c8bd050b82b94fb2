import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/store/fixtures.ts';
import { realFiles, watchFile } from './watched-file.ts';

describe('a watched file', () => {
  it('is parsed again when it was written or another one was put in its place', async () => {
    let now = 0;
    let parses = 0;
    const path = join(temporaryFolder(), 'file');
    const read = watchFile(
      path,
      (text) => {
        parses += 1;
        return text;
      },
      { files: realFiles, clock: { now: () => now } },
    );
    writeFileSync(path, 'one');
    expect([await read(), await read(), parses]).toEqual(['one', 'one', 1]);
    now += 1_000;
    expect([await read(), parses]).toEqual(['one', 1]);
    writeFileSync(`${path}.new`, 'two');
    renameSync(`${path}.new`, path);
    expect(await read()).toBe('one');
    now += 1_000;
    expect([await read(), parses]).toEqual(['two', 2]);
  });

  it('is an error while it is not there', async () => {
    const path = join(temporaryFolder(), 'file');
    const read = watchFile(path, (text) => text, { files: realFiles, clock: { now: () => 0 } });
    await expect(read()).rejects.toThrow('ENOENT');
    writeFileSync(path, 'now');
    expect(await read()).toBe('now');
  });
});
