import { auditStatement } from '../../../kernel/audit/index.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { outboxStatement } from '../../../kernel/events/index.ts';
import type { Reader } from '../../../kernel/operations/index.ts';
import type { Statement, Store } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';

/** Who asks for something, in which project, and from which address. */
export interface By {
  readonly principal: string;
  readonly project: string;
  readonly from: string;
}

export interface ChangeParts {
  readonly store: Store;
  readonly clock: Clock;
}

export interface Change {
  /** What the record of who did what calls it, such as `cluster.create`. */
  readonly action: string;
  /** Such as `cluster.created`. */
  readonly topic: string;
  /** What kind of thing it is, such as `cluster`, and which. */
  readonly subject: readonly [kind: string, id: string];
  /** Its own; not always that of who asks. */
  readonly project: string;
  /** What is told of it. */
  readonly body: object;
  readonly statements: readonly Statement[];
}

/** Of those who change one thing at the same moment, one comes through in each turn. */
const MOST_TRIES = 32;

/**
 * A change with no work on hosts: what `decide` makes of what is there, with its audit record and its event in one batch.
 * The statements repeat in their guards what was decided on. A refusal means that somebody else was faster: then it is
 * decided anew.
 *
 * @param decide throws when it cannot be; undefined when nothing is to be done
 * @throws INVENTORY_CONTENDED
 */
export async function makeChange<Found>(
  { store, clock }: ChangeParts,
  by: By,
  read: (reader: Reader) => Promise<Found>,
  decide: (found: Found) => Change | undefined,
): Promise<void> {
  let refused = '';
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const change = decide(await read(store));
    if (change === undefined) return;
    const { action, topic, subject, project, body, statements } = change;
    const atMs = clock.now();
    const fact = {
      who: by.principal,
      action,
      on: subject.join('/'),
      result: 'done',
      from: by.from,
      atMs,
      body,
    } as const;
    const event = { topic, project, subject: subject[1], body, atMs };
    const outcome = await store.write([...statements, auditStatement(fact), outboxStatement(event)]);
    if (outcome.kind === 'committed') return;
    refused = `${action} of ${subject.join(' ')}, statement ${outcome.statement} for ${outcome.reason}`;
  }
  throw errors.INVENTORY_CONTENDED({ refused, tries: MOST_TRIES });
}
