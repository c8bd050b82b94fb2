import { fixedVaultOn } from '../../../kernel/secrets/testing/fixed-vault.ts';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditMigrations } from '../../../kernel/audit/index.ts';
import { eventMigrations } from '../../../kernel/events/index.ts';
import { hostMigrations } from '../../../kernel/hosts/index.ts';
import { newStore } from '../../../kernel/operations/testing/engines.ts';
import type { Store } from '../../../kernel/store/index.ts';
import { volumeMigrations } from '../migrations.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { createVolumes, type Volumes } from '../volumes.ts';
import { changedTags } from './change-tags.ts';

const by = { principal: 'p-anna', project: 'physics', from: '192.0.2.7' };
const cluster = aCluster().withNodes(1).withDevices(1);
const [device] = cluster.devices;
const ids = { node: device?.node ?? '', device: device?.id ?? '' };

let store: Store;
let volumes: Volumes;
beforeEach(async () => {
  store = await newStore([...auditMigrations, ...eventMigrations, ...hostMigrations, ...volumeMigrations]);
  volumes = createVolumes({
    store,
    vault: fixedVaultOn(store),
    clock: { now: () => 1000 },
    newId: () => 'f'.repeat(32),
  });
  expect(await store.write(cluster.rows())).toMatchObject({ kind: 'committed' });
});

describe('what becomes of tags', () => {
  const tags = fc.dictionary(fc.stringMatching(/^[a-c._-]{1,3}$/), fc.string({ maxLength: 3 }));

  it('is the new ones alone where they replace the others', () => {
    fc.assert(
      fc.property(tags, tags, (before, set) => {
        expect(changedTags(before, { replaces: true, set })).toEqual(set);
      }),
    );
  });

  it('is all that was there, but what was set and what was removed', () => {
    fc.assert(
      fc.property(tags, tags, fc.array(fc.stringMatching(/^[a-c]{1,3}$/)), (before, set, remove) => {
        const after = changedTags(before, { set, remove });
        expect(after).toMatchObject(set);
        for (const [name, value] of Object.entries(after)) expect(set[name] ?? before[name]).toBe(value);
        for (const name of Object.keys(before)) expect(name in after).toBe(name in set || !remove.includes(name));
      }),
    );
  });
});

describe.each([
  ['node', () => volumes.nodes, { cluster: cluster.id }],
  ['device', () => volumes.devices, { node: ids.node }],
] as const)('the tags of a %s', (kind, side, owner) => {
  const change = (wish: Omit<Parameters<Volumes['nodes']['changeTags']>[2], 'most'>, most = 32) =>
    side().changeTags(by, ids[kind], { ...wish, most });

  it('are changed with an audit entry and an event that say what was changed', async () => {
    await change({ set: { a: '1', b: '2' } });
    expect(await change({ set: { b: '2', c: '3' }, remove: ['a', 'x'] })).toEqual({ b: '2', c: '3' });
    expect((await side().get(ids[kind])).tags).toEqual({ b: '2', c: '3' });
    const events = await store.read({ sql: 'select topic, project, subject, body from event_outbox', values: [] });
    expect(events.map((row) => ({ ...row, body: JSON.parse(String(row['body'])) as unknown }))).toEqual([
      {
        topic: `${kind}.changed`,
        project: 'default',
        subject: ids[kind],
        body: { ...owner, tags: { a: '1', b: '2' }, removedTags: [] },
      },
      {
        topic: `${kind}.changed`,
        project: 'default',
        subject: ids[kind],
        body: { ...owner, tags: { c: '3' }, removedTags: ['a'] },
      },
    ]);
    const [entry] = await store.read({ sql: 'select action, who from audit_entry', values: [] });
    expect(entry).toEqual({ action: `${kind}.set-tags`, who: 'p-anna' });
  });

  it('are told of to nobody where nothing changes', async () => {
    await change({ set: { a: '1' } });
    expect(await change({ set: { a: '1' }, remove: ['b'] })).toEqual({ a: '1' });
    expect(await store.read({ sql: 'select topic from event_outbox', values: [] })).toHaveLength(1);
  });

  it('are as many as may be, and fewer of too many are no fault', async () => {
    await change({ set: { a: '', b: '', c: '' } });
    await expect(change({ set: { d: '' } }, 3)).rejects.toMatchObject({ code: 'TAGS_TOO_MANY' });
    expect(await change({ remove: ['a'] }, 1)).toEqual({ b: '', c: '' });
  });

  it('are of what is there', async () => {
    await expect(side().changeTags(by, 'x', { most: 1 })).rejects.toMatchObject({
      code: `${kind.toUpperCase()}_NOT_FOUND`,
    });
  });

  it('are none of what is still being added', async () => {
    const table = `gluster_${kind}`;
    await store.write([{ sql: `update ${table} set state = 'adding'`, values: [] }]);
    await expect(change({ set: { a: '1' } })).rejects.toMatchObject({ code: `${kind.toUpperCase()}_NOT_FOUND` });
  });
});
