import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMasterKey } from './master-key.ts';
import { SealingKey } from './sealing-key.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostreeve-master-key-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function aKeyFile(name: string, content: string, mode = 0o600): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

const aKey = (): { base64: string; id: string } => {
  const bytes = randomBytes(32);
  return { base64: bytes.toString('base64'), id: new SealingKey(bytes).id };
};

describe('the master key', () => {
  it('is made on the first start, with mode 0600, and found again on the next', async () => {
    const first = await findMasterKey({ environment: {}, dataFolder: folder, mayCreate: true });
    const second = await findMasterKey({ environment: {}, dataFolder: folder, mayCreate: true });
    expect([first.isNew, second.isNew, second.key.id]).toEqual([true, false, first.key.id]);
    expect((await stat(join(folder, 'master.key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['master.key']);
  });

  it('is the same for starts at the same time, and only one of them made it', async () => {
    const starts = Array.from({ length: 20 }, async () =>
      findMasterKey({ environment: {}, dataFolder: folder, mayCreate: true }),
    );
    const found = await Promise.all(starts);
    expect(new Set(found.map((each) => each.key.id)).size).toBe(1);
    expect(found.filter((each) => each.isNew)).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['master.key']);
  });

  it('is taken from the configured file, then the credential, then the variable, then the data folder', async () => {
    const [configured, credential, variable, own] = [aKey(), aKey(), aKey(), aKey()];
    const file = await aKeyFile('configured', `${configured.base64}\n`);
    await aKeyFile('hostreeve-master-key', credential.base64, 0o440);
    await aKeyFile('master.key', own.base64);
    const environment = { CREDENTIALS_DIRECTORY: folder, HOSTREEVE_MASTER_KEY: variable.base64 };
    const HOSTREEVE_MASTER_KEY = variable.base64;
    const found = [
      await findMasterKey({ file, environment, dataFolder: folder, mayCreate: true }),
      await findMasterKey({ environment, dataFolder: folder, mayCreate: true }),
      await findMasterKey({ environment: { HOSTREEVE_MASTER_KEY }, dataFolder: folder, mayCreate: true }),
      await findMasterKey({ environment: {}, dataFolder: folder, mayCreate: true }),
    ];
    expect(found.map((each) => each.key.id)).toEqual([configured.id, credential.id, variable.id, own.id]);
  });

  it.each([0o640, 0o604, 0o660])('is refused from a file of mode %o, with the chmod that cures it', async (mode) => {
    const file = await aKeyFile('key', aKey().base64, mode);
    await expect(findMasterKey({ file, environment: {}, dataFolder: folder, mayCreate: true })).rejects.toMatchObject({
      code: 'SECRETS_KEY_FILE_EXPOSED',
      message: expect.stringContaining(`chmod 600 ${file}`),
    });
  });

  it.each([
    ['', 'nothing'],
    [randomBytes(16).toString('base64'), '16 bytes'],
    ['not-base64-at-all!', 'not base64'],
    [`${aKey().base64}\n${aKey().base64}`, 'not base64'],
  ])('is refused when it is %j, without repeating it', async (content, found) => {
    const file = await aKeyFile('key', content);
    const refused = expect(findMasterKey({ file, environment: {}, dataFolder: folder, mayCreate: true })).rejects;
    await refused.toMatchObject({ code: 'SECRETS_KEY_MALFORMED', message: expect.stringContaining(found) });
    const fromVariable = findMasterKey({
      environment: { HOSTREEVE_MASTER_KEY: content },
      dataFolder: folder,
      mayCreate: true,
    });
    await expect(fromVariable).rejects.toMatchObject({ code: 'SECRETS_KEY_MALFORMED' });
    expect(await readdir(folder)).toEqual(['key']);
  });

  it('is never made anew when the configured file is missing', async () => {
    const file = join(folder, 'missing');
    await expect(findMasterKey({ file, environment: {}, dataFolder: folder, mayCreate: true })).rejects.toMatchObject({
      code: 'SECRETS_KEY_FILE_UNREADABLE',
      fields: { path: file },
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('says why it cannot be made', async () => {
    const dataFolder = join(folder, 'not-there');
    await expect(findMasterKey({ environment: {}, dataFolder, mayCreate: true })).rejects.toMatchObject({
      code: 'SECRETS_KEY_FILE_NOT_CREATED',
      message: expect.stringMatching(/not-there\/master\.key: ENOENT: no such file or directory$/),
    });
  });

  it('is written as base64 with a line end, as openssl would', async () => {
    await findMasterKey({ environment: {}, dataFolder: folder, mayCreate: true });
    expect(await readFile(join(folder, 'master.key'), 'utf8')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
  });

  it('makes no key for a store that was sealed with one', async () => {
    await expect(findMasterKey({ environment: {}, dataFolder: folder, mayCreate: false })).rejects.toMatchObject({
      code: 'SECRETS_KEY_MISSING',
      message: expect.stringContaining('master.key'),
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
