import { onTestFinished } from 'vitest';
import { createVirtualTimer, type VirtualTimer } from '../../src/simulator/index.ts';
import type { Store } from '../../src/kernel/store/index.ts';
import { inMemoryPlace } from '../../src/kernel/store/testing/in-memory.ts';
import type { Timer } from '../../src/kernel/timer.ts';
import { type EventStream, startEventStream } from '../../src/kernel/events/event-stream.ts';
import { eventMigrations } from '../../src/kernel/events/migrations.ts';
import { type NewEvent, outboxStatement } from '../../src/kernel/events/outbox-statement.ts';

export interface EventWorld {
  readonly timer: VirtualTimer;
  readonly store: Store;
}

/** A store in memory on virtual time. */
export async function newWorld(): Promise<EventWorld> {
  const timer = createVirtualTimer();
  return { timer, store: await inMemoryPlace(() => timer.now()).open(eventMigrations) };
}

/** What a server thought to be wrong comes out as the test's failure. */
export function startStream(store: Store, timer: Timer, keptDays?: number): EventStream {
  const warnings: unknown[] = [];
  onTestFinished(() => {
    if (warnings.length > 0) throw new AggregateError(warnings, 'a server warned');
  });
  return startEventStream({
    store,
    timer,
    log: { warn: (fields) => warnings.push((fields as { err?: unknown }).err) },
    ...(keptDays === undefined ? {} : { keptDays }),
  });
}

export function anEvent(subject: string, changes: Partial<NewEvent> = {}): NewEvent {
  return { topic: 'box.opened', project: 'p', subject, body: { of: subject }, atMs: 5, ...changes };
}

/** One batch with an event for each subject. */
export async function announce(store: Store, ...subjects: readonly string[]): Promise<void> {
  await store.write(subjects.map((subject) => outboxStatement(anEvent(subject))));
}

/** Lets time pass until all of the outbox has its numbers. */
export async function untilNumbered({ store, timer }: EventWorld): Promise<void> {
  for (;;) {
    const [row] = await store.read({ sql: 'select count(*) as n from event_outbox', values: [] });
    if (row?.['n'] === 0) return;
    await timer.sleep(100);
  }
}
