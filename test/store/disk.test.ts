import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkSqlite, openStore } from '../../src/kernel/store/index.ts';
import { fixtureMigrations, owner, temporaryFolder } from './fixtures.ts';

/** A file system of its own, in memory. */
function smallDisk(size: string): string {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'hostreeve-test', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return folder;
}

const open = (folder: string) =>
  openStore({ url: `sqlite:${join(folder, 'hostreeve.sqlite')}`, migrations: fixtureMigrations, owner });

describe('a SQLite store on a real file system', () => {
  it('refuses writes while the disk is full, and takes them again when there is room', async () => {
    const folder = smallDisk('4m');
    const store = await open(folder);
    const ballast = join(folder, 'ballast');
    execFileSync('sh', ['-c', 'dd if=/dev/zero of="$0" bs=64k 2>/dev/null || true', ballast]);
    const insert = (id: string) => [{ sql: 'insert into pool (id, free) values ($1, 1)', values: [id] }];
    const fill = async (): Promise<void> => {
      for (let index = 0; index < 200; index += 1) await store.write(insert(`${'x'.repeat(20_000)}${index}`));
    };
    await expect(fill()).rejects.toMatchObject({ code: 'STORE_FULL' });
    execFileSync('rm', [ballast]);
    expect(await store.write(insert('after'))).toMatchObject({ kind: 'committed' });
    expect((await store.check()).problems).toEqual([]);
    await store.close();
  });

  it('does not start on a full disk, and leaves no half of a store', async () => {
    const folder = smallDisk('64k');
    execFileSync('sh', ['-c', 'dd if=/dev/zero of="$0" bs=4k 2>/dev/null || true', join(folder, 'ballast')]);
    await expect(open(folder)).rejects.toMatchObject({ code: expect.stringMatching(/^STORE_(FULL|IO|CANNOT_OPEN)$/) });
    execFileSync('rm', [join(folder, 'ballast')]);
    execFileSync('mount', ['-o', 'remount,size=8m', folder]);
    await (await open(folder)).close();
  });

  it('says that it is read-only on a read-only file system', async () => {
    const folder = smallDisk('8m');
    await (await open(folder)).close();
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    await expect(open(folder)).rejects.toMatchObject({
      code: expect.stringMatching(/^STORE_(READ_ONLY|CANNOT_OPEN)$/),
    });
    expect(readdirSync(folder)).toContain('hostreeve.sqlite');
    execFileSync('mount', ['-o', 'remount,rw', folder]);
    expect(checkSqlite(join(folder, 'hostreeve.sqlite')).problems).toEqual([]);
  });
});
