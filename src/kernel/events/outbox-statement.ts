import type { Statement } from '../store/index.ts';
import { errors } from './errors.ts';

/** Of the JSON text. A reader holds a page of events at a time, so this bounds its memory. */
const MOST_CHARACTERS = 64 * 1024;

/** The sequencer listens here. */
export const OUTBOX_CHANNEL = 'event-outbox';

/** Something that happened, as its writer knows it. */
export interface NewEvent {
  /** What kind of thing, such as `operation.ended`. */
  readonly topic: string;
  readonly project: string;
  /** The id of what it happened to. */
  readonly subject: string;
  /** Goes through `JSON.stringify`. No secrets: whoever may read the project reads it. */
  readonly body: unknown;
  /** By the writer's clock, in milliseconds since 1970. */
  readonly atMs: number;
}

/**
 * Announces an event in the writer's own batch, so that it comes about exactly if the batch is kept. Its number is given
 * after the commit (sequencer.ts).
 *
 * ```ts
 * await store.write([change, outboxStatement({ topic: 'volume.created', project, subject: id, body: { name }, atMs })]);
 * ```
 *
 * @throws EVENT_TOO_LARGE
 */
export function outboxStatement({ topic, project, subject, body, atMs }: NewEvent): Statement {
  const text = JSON.stringify(body) ?? 'null';
  if (text.length > MOST_CHARACTERS) {
    throw errors.EVENT_TOO_LARGE({ topic, characters: text.length, most: MOST_CHARACTERS });
  }
  return {
    sql: 'insert into event_outbox (at_ms, topic, project, subject, body) values ($1, $2, $3, $4, $5)',
    values: [atMs, topic, project, subject, text],
    notify: OUTBOX_CHANNEL,
  };
}
