import { type CodedError, reasonOf } from '../errors.ts';
import type { Batch } from '../store/index.ts';
import type { OperationId, Stage } from './definition.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EngineParts } from './engine-parts.ts';
import { errors } from './errors.ts';
import type { OperationEvent } from './events.ts';
import { isInterruption } from './interruptions.ts';
import { createJournal, type Journal } from './journal.ts';
import { findOperation, type OperationRow, readState } from './record.ts';
import { takeStatement } from './replica.ts';
import type { Person } from './report.ts';
import type { OperationState } from './state.ts';
import { toWire } from './wire-error.ts';

export type Intervention =
  | { readonly kind: 'retry'; readonly by: Person }
  | { readonly kind: 'skip'; readonly by: Person; readonly step: string }
  | { readonly kind: 'abandon'; readonly by: Person };

/**
 * A person's word on a stuck operation. It is taken for the moment, so that the cleaner cannot go on with it meanwhile,
 * and given back: whoever is free goes on.
 *
 * @throws OPERATION_NOT_FOUND, OPERATION_NOT_STUCK, OPERATION_STEP_NOT_OPEN, OPERATION_KIND_UNKNOWN
 */
export async function intervene(
  parts: EngineParts,
  dispatcher: Dispatcher,
  id: string,
  intervention: Intervention,
): Promise<void> {
  const { store, replica } = parts;
  const letGo = dispatcher.hold(id);
  try {
    const head = await findOperation(store, id);
    if (head === undefined) throw errors.OPERATION_NOT_FOUND({ operation: id });
    if (head.state !== 'stuck') throw notStuck(head, intervention);
    const before = await readState(store, head.id);
    if (intervention.kind === 'skip') checkOpen(id, before, intervention.step);
    if (intervention.kind !== 'abandon') parts.definitions.get(head.kind, head.version);
    const taken = await store.write([takeStatement(store, replica.id, head)]);
    if (taken.kind === 'refused') throw notStuck(await foundAgain(parts, head), intervention);
    const claim = { replica: replica.id, number: head.claim + 1 };
    const journal = createJournal(parts, head, before, claim, dispatcher.stopping);
    if (intervention.kind === 'abandon') {
      await abandon(parts, head, before, journal, intervention.by);
    } else {
      const by = intervention.by.principal;
      const skipped: OperationEvent[] =
        intervention.kind === 'skip' ? [{ type: 'step-skipped', step: intervention.step, by }] : [];
      const asked = parts.report.asked(head, intervention.kind, intervention.by);
      await journal.flush([...skipped, { type: 'resumed', by }], asked, true);
    }
  } finally {
    letGo();
  }
  dispatcher.look();
}

function notStuck({ id, state }: OperationRow, { kind }: Intervention): CodedError {
  return errors.OPERATION_NOT_STUCK({ operation: id, state, wanted: kind });
}

/** Somebody was faster: the cleaner, or another person. */
async function foundAgain({ store }: EngineParts, head: OperationRow): Promise<OperationRow> {
  const found = await findOperation(store, head.id);
  return found === undefined || found.state === 'stuck' ? { ...head, state: 'being carried on' } : found;
}

/** Ends it in any case: what cannot be given back, or not by this release, stays reserved, and the error says so. */
async function abandon(
  parts: EngineParts,
  head: OperationRow,
  state: OperationState,
  journal: Journal,
  person: Person,
): Promise<void> {
  const by = person.principal;
  const asked = parts.report.asked(head, 'abandon', person);
  const steps = openSteps(state);
  const ending = (kept: string | null): OperationEvent[] => {
    const error = toWire(errors.OPERATION_ABANDONED({ by, steps, kept }), parts.scrub);
    return [
      { type: 'abandoned', by },
      { type: 'ended', state: 'failed', error },
    ];
  };
  let kept: string;
  try {
    const outcome = await journal.flush(ending(null), [...whatIsGivenBack(parts, head, state), ...asked], true);
    if (outcome.kind === 'kept') return;
    kept = `the store refuses to give it back: ${outcome.reason}`;
  } catch (error) {
    if (isInterruption(error)) throw error;
    kept = reasonOf(error);
  }
  parts.log.error({ operation: head.id, reason: kept }, 'an operation is abandoned, and its reservation stays');
  await journal.flush(ending(kept), asked, true);
}

/** @throws OPERATION_KIND_UNKNOWN, and whatever the definition throws */
function whatIsGivenBack(parts: EngineParts, head: OperationRow, { stage, plan }: OperationState): Batch {
  const definition = parts.definitions.get(head.kind, head.version);
  const found = definition.stages.find(({ name }) => name === stage?.name);
  const given = found === undefined || stage === undefined ? [] : giveUp(found, stage, head.id);
  return [...given, ...(definition.close?.(plan, head.id, 'failed') ?? [])];
}

function giveUp(
  { abandon: givenUp, unclaim }: Stage,
  { data, steps }: NonNullable<OperationState['stage']>,
  operation: OperationId,
): Batch {
  const done = Object.keys(steps).filter((key) => ['succeeded', 'skipped'].includes(steps[key]?.status ?? ''));
  return givenUp === undefined ? unclaim(data, operation) : givenUp(data, operation, done);
}

/** The steps that keep an operation from going on, by key. */
export function openSteps({ stage }: OperationState): readonly string[] {
  return Object.entries(stage?.steps ?? {})
    .filter(([, { status }]) => ['started', 'failed', 'undo-started', 'undo-failed'].includes(status))
    .map(([key]) => key);
}

function checkOpen(operation: string, state: OperationState, step: string): void {
  const open = openSteps(state);
  if (!open.includes(step)) throw errors.OPERATION_STEP_NOT_OPEN({ operation, step, open });
}
