import { expect, it } from 'vitest';
import { type MortalStore, mortalStore } from '../../../test/simulation/mortal-store.ts';
import type { Timer } from '../timer.ts';
import { readAudit } from './read-audit.ts';
import {
  aFact,
  type AuditWorld,
  key,
  newWorld,
  note,
  sealerOn,
  untilSealed,
} from '../../../test/simulation/audit-world.ts';
import { auditStatement } from './audit-statement.ts';
import { verifyAudit } from './verify-audit.ts';

const WRITERS = 3;
const EACH = 8;

/** Two servers seal while writers write; something happens at one contact of the first. */
async function liveThrough(disturb: (number: number, server: MortalStore, timer: Timer) => void): Promise<{
  readonly world: AuditWorld;
  readonly contacts: number;
}> {
  const world = await newWorld();
  const { store, timer } = world;
  const first = mortalStore(store, timer, (number, server) => disturb(number, server, timer));
  sealerOn(first.store, first.timer);
  const write = async (writer: number): Promise<void> => {
    for (let number = 0; number < EACH; number += 1) {
      await note(store, `${writer}-${number}-a`, `${writer}-${number}-b`);
      await timer.sleep(1_100 + writer);
    }
  };
  await timer.run(
    (async () => {
      const writing = Array.from({ length: WRITERS }, (_, writer) => write(writer));
      // The first one has the claim before there is another.
      await timer.sleep(1_001);
      sealerOn(store, timer);
      await Promise.all(writing);
      await untilSealed(world);
    })(),
  );
  return { world, contacts: first.contacts() };
}

async function problems({ store }: AuditWorld, count: number): Promise<readonly string[]> {
  const found: string[] = [];
  const report = await verifyAudit({ store, key });
  if (report.kind === 'broken') found.push(JSON.stringify(report));
  else if (report.sealed !== count || report.unsealed !== 0)
    found.push(`${report.sealed} sealed, ${report.unsealed} not`);
  const { entries } = await readAudit(store, { limit: 500 });
  const inOrder = entries.toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0)).map(({ on }) => on);
  for (let writer = 0; writer < WRITERS; writer += 1) {
    const mine = inOrder.filter((on) => on.startsWith(`${writer}-`));
    const written = Array.from({ length: EACH }, (_, number) => [`${writer}-${number}-a`, `${writer}-${number}-b`]);
    if (mine.join() !== written.flat().join()) found.push(`of writer ${writer} came ${mine.join()}`);
  }
  return found;
}

const ALL = WRITERS * EACH * 2;

it('seals each entry once, without gaps and in order, whatever contact is the last of its server', async () => {
  const { world, contacts } = await liveThrough(() => undefined);
  expect(await problems(world, ALL)).toEqual([]);
  expect(contacts).toBeGreaterThan(60);
  for (let moment = 1; moment <= contacts; moment += 1) {
    const { world } = await liveThrough((number, server) => {
      if (number === moment) server.kill();
    });
    expect(await problems(world, ALL), `dead at contact ${moment} of ${contacts}`).toEqual([]);
  }
});

it('seals each entry once, without gaps and in order, whenever its server sleeps past its lease', async () => {
  const { contacts } = await liveThrough(() => undefined);
  for (let moment = 1; moment <= contacts; moment += 1) {
    let resumed = Promise.resolve();
    const { world } = await liveThrough((number, server, timer) => {
      if (number !== moment) return;
      server.pause();
      // Another one has the claim by then, and may be at work.
      resumed = timer.sleep(6_500).then(() => server.resume());
    });
    await world.timer.run(resumed);
    await world.timer.run(world.timer.sleep(2_000));
    await note(world.store, 'after');
    await world.timer.run(untilSealed(world));
    expect(await problems(world, ALL + 1), `paused at contact ${moment} of ${contacts}`).toEqual([]);
  }
});

it('seals many entries in batches of a bounded size', async () => {
  const world = await newWorld();
  const { store, timer } = world;
  await store.write(Array.from({ length: 450 }, (_, number) => auditStatement(aFact(`n${number}`))));
  const sealer = sealerOn(store, timer);
  await timer.run(untilSealed(world));
  expect(await store.read({ sql: 'select entries from audit_seal order by batch', values: [] })).toEqual([
    { entries: 200 },
    { entries: 200 },
    { entries: 50 },
  ]);
  await timer.run(timer.sleep(1_000));
  expect(sealer.statistics()).toEqual({ unsealed: 0, lastSealed: 450, isSealing: true, isBroken: false });
});

it('does not go on with a chain that was cut off, and says so', async () => {
  const world = await newWorld();
  const { store, timer } = world;
  const first = sealerOn(store, timer);
  for (const on of ['a', 'b', 'c']) {
    await note(store, on);
    await timer.run(untilSealed(world));
  }
  await timer.run(first.stop());
  await store.write([
    { sql: 'delete from audit_entry where number = 3', values: [] },
    { sql: 'delete from audit_seal where batch = 3', values: [] },
    {
      sql: 'update audit_head set batches = 2, last_number = 2, last_mac = (select mac from audit_seal where batch = 2)',
      values: [],
    },
  ]);
  const warnings: unknown[] = [];
  const second = sealerOn(store, timer, warnings);
  await note(store, 'd');
  await timer.run(timer.sleep(30_000));
  expect(warnings).toMatchObject([{ code: 'AUDIT_CHAIN_BROKEN' }]);
  expect(second.statistics()).toMatchObject({ unsealed: 1, isBroken: true });
  expect(await verifyAudit({ store, key })).toEqual({ kind: 'broken', found: 'changed', what: 'head', number: 0 });
});

it('does not go on when an older end of the chain was put back', async () => {
  const world = await newWorld();
  const { store, timer } = world;
  const warnings: unknown[] = [];
  sealerOn(store, timer, warnings);
  await note(store, 'a');
  await timer.run(untilSealed(world));
  const [old] = await store.read({ sql: 'select last_mac, mac from audit_head', values: [] });
  await note(store, 'b');
  await timer.run(untilSealed(world));
  await store.write([
    {
      sql: 'update audit_head set batches = 1, last_number = 1, last_mac = $1, mac = $2',
      values: [old?.['last_mac'] ?? null, old?.['mac'] ?? null],
    },
    { sql: 'delete from audit_seal where batch = 2', values: [] },
    { sql: 'delete from audit_entry where number = 2', values: [] },
  ]);
  await note(store, 'c');
  await timer.run(timer.sleep(3_000));
  expect(warnings).toMatchObject([{ code: 'AUDIT_CHAIN_BROKEN', fields: { found: 'it ends at batch 1 and had 2' } }]);
});
