import { describe, expect, it } from 'vitest';
import { eventMigrations, outboxStatement, type EventStream, startEventStream } from '../../src/kernel/events/index.ts';
import type { Migration, Store } from '../../src/kernel/store/index.ts';
import { createTimer } from '../../src/kernel/timer.ts';

const timer = createTimer({ now: () => Date.now() });
const event = (subject: string, project = 'p') =>
  outboxStatement({ topic: 'box.opened', project, subject, body: { '"of"': subject }, atMs: timer.now() });

function start(store: Store, warnings: object[], keptDays = 7): EventStream {
  return startEventStream({ store, timer, keptDays, log: { warn: (fields) => warnings.push(fields) } });
}

/** The event stream on a real clock, on two servers where the store can have them. */
export function eventContract(
  name: string,
  newPlace: () => Promise<{ open(migrations: readonly Migration[]): Promise<Store> }>,
): void {
  describe(`${name}: events`, () => {
    it('come to subscribers of all servers in one order, each once, whoever wrote and whoever numbers', async () => {
      const place = await newPlace();
      const stores = [await place.open(eventMigrations), await place.open(eventMigrations)];
      const warnings: object[] = [];
      const streams = stores.map((store) => start(store, warnings));
      const over = new AbortController();
      const heard = streams.map(async (stream) => {
        const subjects: string[] = [];
        for await (const delivery of stream.subscribe({ after: 0, projects: ['p', 'q'] }, over.signal)) {
          subjects.push(delivery.kind === 'event' ? delivery.event.subject : 'reset');
          if (subjects.length === 600) break;
        }
        return subjects;
      });
      const writers = stores.map(async (store, writer) => {
        for (let number = 0; number < 300; number += 1) {
          await store.write([event(`${writer}-${number}`, number % 2 === 0 ? 'p' : 'q'), event('else', 'other')]);
          // Half of the way, the one that numbers goes away.
          if (writer === 0 && number === 150) await streams.find((one) => one.statistics().isNumbering)?.stop();
        }
      });
      // The stream that was stopped ended its subscription; what it heard is a part of what the other one heard.
      const started = timer.now();
      await Promise.all(writers);
      const [longer = [], shorter = []] = (await Promise.all(heard)).toSorted((a, b) => b.length - a.length);
      expect(longer).toHaveLength(600);
      expect(shorter).toEqual(longer.slice(0, shorter.length));
      for (const writer of ['0', '1']) {
        const mine = longer.filter((subject) => subject.startsWith(`${writer}-`));
        expect(mine).toEqual(Array.from({ length: 300 }, (_, number) => `${writer}-${number}`));
      }
      expect(timer.now() - started).toBeLessThan(20_000);
      const left = streams.find((one) => one.statistics().isNumbering);
      await expect
        .poll(() => left?.read({ after: 0, limit: 3, topics: ['box.opened'] }))
        .toMatchObject({ kind: 'page', next: 3, last: 1_200, events: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] });
      over.abort();
      await Promise.all(streams.map((stream) => stream.stop()));
      await Promise.all(stores.map((store) => store.close()));
      expect(warnings).toEqual([]);
    });

    it('are there within a second and a half of a write on another server, and go when their time is over', async () => {
      const place = await newPlace();
      const stores = [await place.open(eventMigrations), await place.open(eventMigrations)];
      const warnings: object[] = [];
      const [one] = stores.map((store) => start(store, warnings));
      const next = one?.subscribe({}, new AbortController().signal).next();
      await timer.sleep(1_100);
      const from = timer.now();
      await stores[1]?.write([event('a')]);
      expect(await next).toMatchObject({ value: { event: { subject: 'a', body: { '"of"': 'a' } } } });
      expect(timer.now() - from).toBeLessThan(1_500);
      // With less than no time to be kept, all are too old; retention runs at each start.
      const brief = start(stores[0] as Store, warnings, -1);
      await expect.poll(() => brief.read({ after: 0 })).toMatchObject({ kind: 'reset', first: 2, last: 1 });
      await Promise.all([one?.stop(), brief.stop()]);
      await Promise.all(stores.map((store) => store.close()));
      expect(warnings).toEqual([]);
    });
  });
}
