import type { components } from './api-types.ts';
import type { Client } from './create-client.ts';
import { dataOf } from './data-of.ts';
import { NoAnswerError, StrangeAnswerError } from './errors.ts';
import { readMessages } from './read-messages.ts';

type Schemas = components['schemas'];

export type Followed =
  | { readonly kind: 'event'; readonly event: Schemas['Event'] }
  /** What came behind the place is not kept any more: read the things themselves anew. */
  | { readonly kind: 'reset'; readonly first: number; readonly last: number };

export interface EventWish {
  /** The `seq` of the last event that one has; from now on without it. */
  readonly after?: number;
  readonly topics?: readonly string[];
  /** By their ids. */
  readonly projects?: readonly string[];
}

/**
 * Events as they come, until the connection ends. Call it again with `after`, the place where it ended, to go on: a
 * server that stops, or a proxy, may end it at any time.
 *
 * @param onPlace told each place that the stream has come to, the one it begins at too
 * @throws {ProblemError}, {NoAnswerError}, {StrangeAnswerError}; what `signal` was aborted with
 */
export async function* followEvents(
  client: Client,
  { after, topics, projects }: EventWish,
  signal: AbortSignal,
  onPlace: (seq: number) => void,
): AsyncGenerator<Followed, void, undefined> {
  const query = new URLSearchParams();
  if (after !== undefined) query.set('after', String(after));
  if (topics !== undefined && topics.length > 0) query.set('topics', topics.join(','));
  if (projects !== undefined && projects.length > 0) query.set('projects', projects.join(','));
  const lost = (cause: unknown): NoAnswerError => {
    signal.throwIfAborted();
    const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause : cause).message : 'lost';
    return new NoAnswerError({ server: client.server, reason, mayBeDone: false }, cause);
  };
  const response = await client
    .raw(`/events?${query.toString()}`, { headers: { accept: 'text/event-stream' }, signal })
    .catch((error: unknown) => {
      throw lost(error);
    });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (!response.ok) {
    const text = await response.text();
    await dataOf(Promise.resolve({ error: parsed(text), response }));
  }
  if (!isStream || response.body === null) throw new StrangeAnswerError(response.status);
  const messages = readMessages(response.body.pipeThrough(new TextDecoderStream()));
  for (;;) {
    const { value, done } = await messages.next().catch((error: unknown) => {
      throw lost(error);
    });
    if (done === true) return;
    if (value.id !== undefined && value.id !== '') onPlace(Number(value.id));
    if (value.data === '') continue;
    const data: unknown = JSON.parse(value.data);
    if (value.type === 'reset') yield { kind: 'reset', ...(data as Schemas['EventReset']) };
    else yield { kind: 'event', event: data as Schemas['Event'] };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return error;
  }
}
