import { expect, it } from 'vitest';
import type { Timer } from '../timer.ts';
import { readEvents } from './read-events.ts';
import { type MortalStore, mortalStore } from '../../../test/simulation/mortal-store.ts';
import {
  announce,
  type EventWorld,
  newWorld,
  startStream,
  untilNumbered,
} from '../../../test/simulation/event-world.ts';

const WRITERS = 3;
const EACH = 12;

/** Two servers number while writers write; something happens at one contact of the first. */
async function liveThrough(disturb: (number: number, server: MortalStore, timer: Timer) => void): Promise<{
  readonly world: EventWorld;
  readonly contacts: number;
}> {
  const world = await newWorld();
  const { store, timer } = world;
  const first = mortalStore(store, timer, (number, server) => disturb(number, server, timer));
  startStream(first.store, first.timer);
  // The first one has the claim before there is another.
  await timer.run(timer.sleep(5));
  startStream(store, timer);
  const write = async (writer: number): Promise<void> => {
    for (let number = 0; number < EACH; number += 1) {
      await announce(store, `${writer}-${number}-a`, `${writer}-${number}-b`);
      await timer.sleep(700 + writer);
    }
  };
  await timer.run(
    (async () => {
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
      await untilNumbered(world);
    })(),
  );
  return { world, contacts: first.contacts() };
}

async function problems({ store }: EventWorld): Promise<readonly string[]> {
  const page = await readEvents(store, { after: 0, limit: 500 });
  if (page.kind === 'reset') return ['reset'];
  const found: string[] = [];
  const seqs = page.events.map(({ seq }) => seq);
  if (seqs.join() !== seqs.map((_, index) => index + 1).join()) found.push(`numbers with gaps: ${seqs.join()}`);
  for (let writer = 0; writer < WRITERS; writer += 1) {
    const mine = page.events.map(({ subject }) => subject).filter((subject) => subject.startsWith(`${writer}-`));
    const written = Array.from({ length: EACH }, (_, number) => [`${writer}-${number}-a`, `${writer}-${number}-b`]);
    if (mine.join() !== written.flat().join()) found.push(`of writer ${writer} came ${mine.join()}`);
  }
  return found;
}

it('numbers each event once, without gaps and in order, whatever contact is the last of its server', async () => {
  const { world, contacts } = await liveThrough(() => undefined);
  expect(await problems(world)).toEqual([]);
  expect(contacts).toBeGreaterThan(80);
  for (let moment = 1; moment <= contacts; moment += 1) {
    const { world } = await liveThrough((number, server) => {
      if (number === moment) server.kill();
    });
    expect(await problems(world), `dead at contact ${moment} of ${contacts}`).toEqual([]);
  }
});

it('numbers each event once, without gaps and in order, whenever its server sleeps past its lease', async () => {
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
    await world.timer.run(announceAfterwards(world));
    expect(await problemsOfAll(world), `paused at contact ${moment} of ${contacts}`).toEqual([]);
  }
});

async function announceAfterwards(world: EventWorld): Promise<void> {
  await world.timer.sleep(2_000);
  await announce(world.store, 'after');
  await untilNumbered(world);
  await world.timer.sleep(2_000);
}

async function problemsOfAll(world: EventWorld): Promise<readonly string[]> {
  const found = await problems(world);
  const page = await readEvents(world.store, { after: WRITERS * EACH * 2 });
  const rest = page.kind === 'page' ? page.events.map(({ subject }) => subject) : ['reset'];
  return rest.join() === 'after' ? found : [...found, `afterwards came ${rest.join()}`];
}

it('goes on at once after a clean stop, and says how far it is', async () => {
  const world = await newWorld();
  const { store, timer } = world;
  const one = startStream(store, timer);
  await timer.run(timer.sleep(10));
  expect(one.statistics().isNumbering).toBe(true);
  const other = startStream(store, timer);
  await timer.run(one.stop());
  await announce(store, 'a', 'b');
  const from = timer.now();
  await timer.run(untilNumbered(world));
  expect(timer.now() - from).toBeLessThanOrEqual(1_100);
  await timer.run(timer.sleep(1_000));
  expect(other.statistics()).toEqual({ waiting: 0, oldestMs: 0, lastSeq: 2, isNumbering: true });
});

it('writes nothing while nothing happens', async () => {
  const { store, timer } = await newWorld();
  startStream(store, timer);
  startStream(store, timer);
  await timer.run(timer.sleep(5_000));
  const before = store.statistics().batches;
  await timer.run(timer.sleep(60_000));
  expect(store.statistics().batches).toBe(before);
});
