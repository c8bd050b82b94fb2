import { chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AdminOptions, openAdmin } from './open-admin.ts';
import { aConfig, aFolder, anAdmin, PASSWORD } from './testing/an-admin.ts';

interface TestOptions extends AdminOptions {
  readonly sleeps: readonly number[];
}

function optionsFor(data: string, onSleep: () => Promise<unknown> = async () => {}): TestOptions {
  const sleeps: number[] = [];
  return {
    config: aConfig(data),
    environment: {},
    timer: {
      now: () => Date.now(),
      sleep: async (ms) => {
        sleeps.push(ms);
        await onSleep();
      },
    },
    mayMakeStore: true,
    log: { warn: () => {} },
    sleeps,
  };
}

describe('opening the way to the owner’s commands', () => {
  it('makes a store where there is none, without a master key', async () => {
    const data = join(aFolder(), 'data');
    const admin = await openAdmin(optionsFor(data));
    expect(admin.through).toBe('store');
    await admin.call('user.create', { name: 'ada', kind: 'person', password: PASSWORD, role: 'admin' });
    const { entries } = await admin.call('audit.list', { action: 'principal.create' });
    expect(entries).toMatchObject([{ who: '[owner]', from: '[server]', body: `{"uid":${process.getuid?.()}}` }]);
    await admin.close();
    expect(readdirSync(data)).not.toContain('master.key');
  });

  it('makes none where a mistyped folder was given to a command that needs one', async () => {
    const data = join(aFolder(), 'data');
    await expect(openAdmin({ ...optionsFor(data), mayMakeStore: false })).rejects.toMatchObject({
      code: 'ADMIN_STORE_MISSING',
      fields: { path: join(data, 'hostreeve.sqlite') },
    });
    expect(() => readdirSync(data)).toThrow('ENOENT');
  });

  it('verifies a store that no server has had, and makes no master key for it', async () => {
    const data = join(aFolder(), 'data');
    const admin = await openAdmin(optionsFor(data));
    await admin.call('project.create', { name: 'red' });
    expect(await admin.call('audit.verify', {})).toMatchObject({ kind: 'intact', sealed: 0, unsealed: 1 });
    await admin.close();
    expect(readdirSync(data)).not.toContain('master.key');
  });

  it('goes to the server that has the store', async () => {
    const { config, identity, startSocket } = await anAdmin();
    await startSocket();
    const admin = await openAdmin(optionsFor(config.data));
    expect(admin.through).toBe('socket');
    await admin.call('project.create', { name: 'red' });
    await admin.close();
    expect(await identity.manage.findProject('red')).toBeDefined();
  });

  it('waits for a server that has the store and no socket yet', async () => {
    const { config, startSocket } = await anAdmin();
    let sleeps = 0;
    const onSleep = async (): Promise<void> => {
      sleeps += 1;
      if (sleeps === 3) await startSocket();
    };
    const admin = await openAdmin(optionsFor(config.data, onSleep));
    expect(admin.through).toBe('socket');
  });

  it('gives up on a process that has the store and never answers', async () => {
    const { config } = await anAdmin();
    const options = optionsFor(config.data);
    await expect(openAdmin(options)).rejects.toMatchObject({
      code: 'ADMIN_STORE_BUSY',
      message: expect.stringContaining(`process ${process.pid},`),
    });
    expect(options.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000);
  });

  it.skipIf(process.getuid?.() !== 0)('does not leave root’s files in the folder of another user', async () => {
    const data = aFolder();
    chownSync(data, 12_345, 12_345);
    await expect(openAdmin(optionsFor(data))).rejects.toMatchObject({
      code: 'ADMIN_OWNER_FOREIGN',
      fields: { ownerUid: 12_345, uid: 0 },
    });
    expect(readdirSync(data)).toEqual([]);
  });
});
