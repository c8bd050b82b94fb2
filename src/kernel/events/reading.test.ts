import { describe, expect, it } from 'vitest';
import type { EventStream } from './event-stream.ts';
import { outboxStatement } from './outbox-statement.ts';
import type { Delivery } from './subscribe.ts';
import {
  anEvent,
  announce,
  type EventWorld,
  newWorld,
  startStream,
  untilNumbered,
} from '../../../test/simulation/event-world.ts';

const HOUR_MS = 3_600_000;
const HOUR_IN_DAYS = 1 / 24;
const names = (count: number, prefix = 'e'): string[] => Array.from({ length: count }, (_, index) => prefix + index);

interface Started extends EventWorld {
  readonly events: EventStream;
  readonly add: (...subjects: readonly string[]) => Promise<void>;
}

async function started(keptDays?: number): Promise<Started> {
  const world = await newWorld();
  const events = startStream(world.store, world.timer, keptDays);
  await world.timer.run(world.timer.sleep(1));
  return {
    ...world,
    events,
    add: async (...subjects) => {
      await announce(world.store, ...subjects);
      await world.timer.run(untilNumbered(world));
    },
  };
}

const subjectOf = (delivery: Delivery): string => (delivery.kind === 'event' ? delivery.event.subject : 'reset');

/** The next deliveries, with time passing until they are there. */
async function take({ timer }: EventWorld, from: AsyncGenerator<Delivery, void>, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const next = await timer.run(from.next());
    if (next.done === true) return [...taken, 'end'];
    taken.push(subjectOf(next.value));
  }
  return taken;
}

const open = new AbortController().signal;

describe('reading events', () => {
  it('comes in pages of one order, and keeps the body as it was', async () => {
    const { events, add } = await started();
    await add(...names(7));
    const seen: string[] = [];
    let after = 0;
    for (;;) {
      const page = await events.read({ after, limit: 3 });
      if (page.kind === 'reset') throw new Error('reset');
      seen.push(...page.events.map(({ subject }) => subject));
      after = page.next;
      if (page.next === page.last) break;
    }
    expect(seen).toEqual(names(7));
    expect(await events.read({ after: 6 })).toEqual({
      kind: 'page',
      events: [{ seq: 7, ...anEvent('e6') }],
      next: 7,
      last: 7,
    });
  });

  it('gives the projects and topics that were asked for, and goes on behind what it looked at', async () => {
    const world = await started();
    const { events, store, timer } = world;
    await store.write([
      outboxStatement(anEvent('a', { project: 'x' })),
      outboxStatement(anEvent('b', { project: 'y' })),
      outboxStatement(anEvent('c', { project: 'x', topic: 'box.shut' })),
      outboxStatement(anEvent('d', { project: 'z' })),
    ]);
    await timer.run(untilNumbered(world));
    const subjects = async (filter: object): Promise<string> => {
      const page = await events.read({ after: 0, ...filter });
      return page.kind === 'reset' ? 'reset' : `${page.events.map(({ subject }) => subject).join('')} ${page.next}`;
    };
    expect(await subjects({ projects: ['x', 'y'] })).toBe('abc 4');
    expect(await subjects({ projects: ['x'], topics: ['box.opened'] })).toBe('a 4');
    expect(await subjects({ topics: ['box.shut'] })).toBe('c 4');
    expect(await subjects({ projects: [] })).toBe(' 4');
    expect(await subjects({ projects: ['x'], limit: 1 })).toBe('a 1');
  });

  it('refuses what cannot be asked for, and an event with too much in it', async () => {
    const { events } = await started();
    await expect(events.read({ after: -1 })).rejects.toMatchObject({ code: 'EVENT_QUERY_INVALID' });
    await expect(events.read({ after: 0, topics: names(501) })).rejects.toMatchObject({ code: 'EVENT_QUERY_INVALID' });
    const large = anEvent('a', { body: 'x'.repeat(70_000) });
    expect(() => outboxStatement(large)).toThrow(/70002 characters/);
  });

  it('says reset to a place that is not in the stream', async () => {
    const { events, add, timer } = await started(HOUR_IN_DAYS);
    await add(...names(3));
    expect(await events.read({ after: 4 })).toEqual({ kind: 'reset', first: 1, last: 3 });
    await timer.run(timer.sleep(1.5 * HOUR_MS));
    await add('young');
    expect(await events.read({ after: 2 })).toEqual({ kind: 'reset', first: 4, last: 4 });
    expect(await events.read({ after: 3 })).toMatchObject({ events: [{ seq: 4, subject: 'young' }] });
  });
});

describe('retention', () => {
  it('removes all that is old in bounded batches, nothing younger, and never gives a number twice', async () => {
    const world = await started(2 * HOUR_IN_DAYS);
    const { events, store, timer } = world;
    for (let round = 0; round < 3; round += 1) await announce(store, ...names(450, `${round}-`));
    await timer.run(untilNumbered(world));
    await timer.run(timer.sleep(1.5 * HOUR_MS));
    await announce(store, 'young');
    await timer.run(untilNumbered(world));
    await timer.run(timer.sleep(HOUR_MS));
    expect(await events.read({ after: 0 })).toEqual({ kind: 'reset', first: 1_351, last: 1_351 });
    await timer.run(timer.sleep(2.5 * HOUR_MS));
    expect(await store.read({ sql: 'select count(*) as n from event', values: [] })).toEqual([{ n: 0 }]);
    await announce(store, 'next');
    await timer.run(untilNumbered(world));
    expect(await events.read({ after: 1_351 })).toMatchObject({ events: [{ seq: 1_352, subject: 'next' }] });
  });
});

describe('a subscription', () => {
  it('yields what happens from now on, at once and on another server too', async () => {
    const world = await started();
    await world.add('before');
    const other = startStream(world.store, world.timer);
    const [here, there] = [world.events.subscribe({}, open), other.subscribe({ after: 0 }, open)];
    const first = here.next();
    expect(await take(world, there, 1)).toEqual(['before']);
    const from = world.timer.now();
    await announce(world.store, 'a', 'b');
    expect(subjectOf((await world.timer.run(first)).value as Delivery)).toBe('a');
    expect(await take(world, here, 1)).toEqual(['b']);
    expect(await take(world, there, 2)).toEqual(['a', 'b']);
    expect(world.timer.now() - from).toBe(0);
  });

  it('resumes behind the last event that was seen, without loss and without doubles', async () => {
    const world = await started();
    const seen: string[] = [];
    let after = 0;
    for (let round = 0; round < 5; round += 1) {
      await world.add(...names(300, `${round}-`));
      const from = world.events.subscribe({ after }, open);
      seen.push(...(await take(world, from, 170)));
      after += 170;
      await from.return();
    }
    const expected = Array.from({ length: 5 }, (_, round) => names(300, `${round}-`)).flat();
    expect(seen).toEqual(expected.slice(0, 850));
  });

  it('gets only what fits its filter', async () => {
    const world = await started();
    const from = world.events.subscribe({ after: 0, projects: ['mine'] }, open);
    const next = from.next();
    await world.add(...names(400));
    await world.store.write([outboxStatement(anEvent('m', { project: 'mine' }))]);
    expect(subjectOf((await world.timer.run(next)).value as Delivery)).toBe('m');
  });

  it('loses nothing when it is slow, however much happens meanwhile', async () => {
    const world = await started();
    const from = world.events.subscribe({ after: 0 }, open);
    await world.add('first');
    expect(await take(world, from, 1)).toEqual(['first']);
    for (let round = 0; round < 4; round += 1) await world.add(...names(400, `${round}-`));
    const rest = await take(world, from, 1_600);
    expect(rest).toEqual(Array.from({ length: 4 }, (_, round) => names(400, `${round}-`)).flat());
  });

  it('resumes at any place, whether the events behind it are in memory or only in the store', async () => {
    const world = await started();
    const listening = world.events.subscribe({}, open);
    const next = listening.next();
    await world.timer.run(world.timer.sleep(1));
    await world.add(...names(400));
    expect(subjectOf((await world.timer.run(next)).value as Delivery)).toBe('e0');
    for (const after of [0, 99, 148, 149, 150, 151, 152, 250, 398, 399]) {
      const from = world.events.subscribe({ after }, open);
      expect(await take(world, from, 400 - after)).toEqual(names(400).slice(after));
      await from.return();
    }
  });

  it('is told reset, and ends, when it is slower than retention', async () => {
    const world = await started(HOUR_IN_DAYS);
    const from = world.events.subscribe({ after: 0 }, open);
    await world.add(...names(3));
    expect(await take(world, from, 1)).toEqual(['e0']);
    await world.add(...names(400));
    await world.timer.run(world.timer.sleep(2.5 * HOUR_MS));
    expect(await take(world, from, 400)).toEqual(['e1', 'e2', 'reset', 'end']);
  });

  it('ends with its signal and with the stream, also while it waits', async () => {
    const world = await started();
    const ended = new AbortController();
    const [one, other] = [world.events.subscribe({}, ended.signal), world.events.subscribe({}, open)];
    const waiting = [one.next(), other.next()];
    await world.timer.run(world.timer.sleep(5));
    ended.abort();
    expect((await world.timer.run(waiting[0] as Promise<unknown>)) as object).toEqual({ done: true, value: undefined });
    await world.timer.run(world.events.stop());
    expect((await world.timer.run(waiting[1] as Promise<unknown>)) as object).toEqual({ done: true, value: undefined });
  });

  it('hears of an event within two seconds when the notices are lost', async () => {
    const world = await newWorld();
    const deaf = { ...world.store, onNotice: () => () => undefined };
    const events = startStream(deaf, world.timer);
    const next = events.subscribe({}, open).next();
    await world.timer.run(world.timer.sleep(3_100));
    const from = world.timer.now();
    await announce(world.store, 'a');
    expect(subjectOf((await world.timer.run(next)).value as Delivery)).toBe('a');
    expect(world.timer.now() - from).toBeLessThanOrEqual(2_000);
  });
});
