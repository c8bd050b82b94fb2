import { expect, it, onTestFinished } from 'vitest';
import { startExaminer } from '../../src/domains/volumes/examination/examiner.ts';
import { finding } from '../../src/domains/volumes/examination/finding.ts';
import { openFindingsOf, pageOfFindings } from '../../src/domains/volumes/examination/read-findings.ts';
import { DEFAULT_SETTINGS, volumeMigrations } from '../../src/domains/volumes/index.ts';
import {
  askForExamination,
  claimExamination,
  finishExamination,
  keepLooks,
} from '../../src/domains/volumes/tables/examination-table.ts';
import { keepFinding } from '../../src/domains/volumes/tables/finding-table.ts';
import { eventMigrations } from '../../src/kernel/events/index.ts';
import { hostMigrations } from '../../src/kernel/hosts/index.ts';
import { openStore, type Store } from '../../src/kernel/store/index.ts';
import { createTimer } from '../../src/kernel/timer.ts';
import { newDatabase } from './new-database.ts';

const migrations = [...hostMigrations, ...eventMigrations, ...volumeMigrations];
const owner = { pid: process.pid, since: '2026-01-01T00:00:00Z' };
const nobody = (): never => {
  throw new TypeError('nobody is asked');
};

async function open(): Promise<Store> {
  const store = await openStore({ url: await newDatabase(), migrations, owner });
  onTestFinished(() => store.close());
  await store.write([{ sql: 'insert into gluster_cluster (id) values ($1)', values: ['c1'] }]);
  return store;
}

const found = (text: string) =>
  finding('volume-stopped', 'v1', { project: 'default', objects: { volume: 'v1' }, found: text });

it('keeps a finding with the time when it was seen first, and gives pages of them', async () => {
  const store = await open();
  await store.write([keepFinding('c1', found('once'), 1)]);
  await store.write([keepFinding('c1', found('twice'), 2)]);
  expect(await openFindingsOf(store, 'c1')).toMatchObject([{ found: 'twice', firstSeenMs: 1, lastSeenMs: 2 }]);
  const page = await pageOfFindings(store, { reach: 'everywhere', cluster: 'c1', severity: 'warning' });
  expect(page.items.map(({ objects }) => objects)).toEqual([{ volume: 'v1' }]);
});

it('lets one server examine a cluster at a time, and forgets all of a cluster that goes', async () => {
  const store = await open();
  const claimed = await store.write(claimExamination(store, 'c1'));
  expect(claimed).toMatchObject({ kind: 'committed', results: [{}, { rows: [{ claim: 1 }] }] });
  expect((await store.write(claimExamination(store, 'c1'))).kind).toBe('refused');
  const looks = {
    fills: [{ device: 'd1', dataPercent: 41.5, metadataPercent: 12 }],
    wholeEras: [{ node: 'n1', era: 'b/1' }],
  };
  const heals = [{ volume: 'v1', entries: 3, unknownBricks: 1, atMs: 5 }];
  for (const _ of [1, 2]) expect((await store.write(keepLooks('c1', looks, heals))).kind).toBe('committed');
  expect((await store.write([finishExamination(store, 'c1', 2)])).kind).toBe('refused');
  expect((await store.write([finishExamination(store, 'c1', 1)])).kind).toBe('committed');
  await store.write([{ sql: 'delete from gluster_cluster where id = $1', values: ['c1'] }]);
  expect(await store.read({ sql: 'select 1 as one from gluster_heal_look', values: [] })).toEqual([]);
});

it('is examined by the server that hears of it, whoever asked', async () => {
  const store = await open();
  await store.write([keepFinding('c1', found('gone'), 1)]);
  const examiner = startExaminer({
    store,
    timer: createTimer({ now: () => Date.now() }),
    // There is no node to ask.
    hosts: { session: nobody, fence: nobody },
    log: { info: () => undefined, warn: () => undefined },
    settings: DEFAULT_SETTINGS,
    schedule: { everyS: 0 },
    thresholds: { poolAlarmPercent: 80 },
  });
  await store.write(askForExamination('c1'));
  await expect.poll(() => openFindingsOf(store, 'c1'), { timeout: 30_000 }).toEqual([]);
  await examiner.stop();
  const told = await store.read({ sql: 'select topic from event_outbox', values: [] });
  expect(told).toEqual([{ topic: 'drift.gone' }]);
});
