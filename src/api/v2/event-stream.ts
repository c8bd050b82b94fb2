import type { Delivery } from '../../kernel/events/index.ts';
import type { Timer } from '../../kernel/timer.ts';
import { rfc3339 } from './rfc3339.ts';

/** A comment goes out this often, so that nobody on the way takes the connection for dead. */
const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it connects again. */
const RECONNECT_MS = 3_000;

export interface StreamParts {
  readonly timer: Timer;
  /** In order; ends by itself behind a `reset`. */
  readonly deliveries: AsyncGenerator<Delivery, void, undefined>;
  /** Where the stream begins. */
  readonly after: number;
  /** Aborted when the client is gone or the server stops. */
  readonly signal: AbortSignal;
  /** Asked every 15 seconds: a token may be revoked while its stream goes on. */
  readonly isStillAllowed: () => Promise<boolean>;
}

/**
 * Events as the text of Server-Sent Events. Nothing is made before the connection takes it, so that a slow client costs
 * no memory: it falls behind, and reads on from the store.
 */
export async function* eventText(parts: StreamParts): AsyncGenerator<string, void, undefined> {
  const { timer, deliveries, after, signal, isStillAllowed } = parts;
  // The place goes out at once: a client that loses the connection before the first event resumes from there.
  yield `retry: ${RECONNECT_MS}\nid: ${after}\n\n`;
  try {
    let next: Promise<IteratorResult<Delivery, void>> | undefined;
    let checkedAtMs = timer.now();
    while (!signal.aborted) {
      next ??= deliveries.next();
      const won = await firstOf(next, timer, signal);
      if (signal.aborted) return;
      // A stream on which events never pause has no heartbeats.
      if (timer.now() - checkedAtMs >= HEARTBEAT_MS) {
        if (!(await isStillAllowed())) return;
        checkedAtMs = timer.now();
      }
      if (won === 'nothing') {
        yield ': still here\n\n';
        continue;
      }
      if (won.done === true) return;
      yield textOf(won.value);
      next = undefined;
    }
  } finally {
    // It may be waiting for an event, and ends when the signal wakes it: who is gone waits for nothing.
    deliveries.return().catch(() => undefined);
  }
}

/** What comes first: the next event, or the time for a heartbeat. */
async function firstOf(
  next: Promise<IteratorResult<Delivery, void>>,
  timer: Timer,
  signal: AbortSignal,
): Promise<IteratorResult<Delivery, void> | 'nothing'> {
  const came = new AbortController();
  const nothing = timer.sleep(HEARTBEAT_MS, AbortSignal.any([signal, came.signal])).then(() => 'nothing' as const);
  try {
    return await Promise.race([next, nothing]);
  } finally {
    came.abort();
  }
}

function textOf(delivery: Delivery): string {
  if (delivery.kind === 'reset') {
    const { first, last } = delivery;
    return `event: reset\nid: ${last}\ndata: ${JSON.stringify({ first, last })}\n\n`;
  }
  const { seq } = delivery.event;
  // JSON has no line breaks, which would end the line.
  return `id: ${seq}\ndata: ${JSON.stringify(showEvent(delivery.event))}\n\n`;
}

type Event = Extract<Delivery, { kind: 'event' }>['event'];

export function showEvent({ seq, atMs, topic, project, subject, body }: Event): {
  seq: number;
  at: string;
  topic: string;
  project: string;
  subject: string;
  body: unknown;
} {
  return { seq, at: rfc3339(atMs), topic, project, subject, body };
}
