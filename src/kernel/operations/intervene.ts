import { stageAtWork } from './decide.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EngineParts } from './engine-parts.ts';
import { errors } from './errors.ts';
import type { OperationEvent } from './events.ts';
import { createJournal } from './journal.ts';
import { findOperation, readState } from './record.ts';
import { takeStatement } from './replica.ts';
import type { OperationState } from './state.ts';
import { toWire } from './wire-error.ts';

export type Intervention =
  | { readonly kind: 'retry'; readonly by: string }
  | { readonly kind: 'skip'; readonly by: string; readonly step: string }
  | { readonly kind: 'abandon'; readonly by: string };

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
  const head = await findOperation(store, id);
  if (head === undefined) throw errors.OPERATION_NOT_FOUND({ operation: id });
  const definition = parts.definitions.get(head.kind, head.version);
  const notStuck = (): Error =>
    errors.OPERATION_NOT_STUCK({ operation: id, state: head.state, wanted: intervention.kind });
  if (head.state !== 'stuck') throw notStuck();
  const before = await readState(store, head.id);
  if (intervention.kind === 'skip') checkOpen(id, before, intervention.step);
  const candidate = { id, claim: head.claim, lastEvent: head.lastEvent };
  const taken = await store.write([takeStatement(store, replica.id, candidate)]);
  if (taken.kind === 'refused') throw notStuck();
  const claim = { replica: replica.id, number: head.claim + 1 };
  const journal = createJournal(parts, head, before, claim, new AbortController().signal);
  const { by } = intervention;
  if (intervention.kind === 'abandon') {
    const stage = before.stage === undefined ? undefined : stageAtWork(definition, head.id, before.stage);
    const given =
      stage === undefined ? [] : (stage.definition.abandon ?? stage.definition.unclaim)(stage.data, head.id);
    const error = toWire(errors.OPERATION_ABANDONED({ by, steps: openSteps(before) }), parts.scrub);
    const closed = definition.close?.(before.plan, head.id, 'failed') ?? [];
    const events: OperationEvent[] = [
      { type: 'abandoned', by },
      { type: 'ended', state: 'failed', error },
    ];
    const outcome = await journal.flush(events, [...given, ...closed], true);
    if (outcome.kind === 'kept') return;
    await journal.flush([], [], true);
    throw errors.OPERATION_RECORD_REFUSED({
      stage: before.stage?.name ?? 'none',
      change: 'abandon',
      reason: outcome.reason,
    });
  }
  const skipped: OperationEvent[] =
    intervention.kind === 'skip' ? [{ type: 'step-skipped', step: intervention.step, by }] : [];
  await journal.flush([...skipped, { type: 'resumed', by }], [], true);
  dispatcher.look();
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
