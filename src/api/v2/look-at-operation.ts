import type { Static } from 'typebox';
import { CodedError } from '../../kernel/errors.ts';
import type { Action } from '../../kernel/identity/index.ts';
import type { Engine } from '../../kernel/operations/index.ts';
import { etagOf, isKnown } from './etag.ts';
import { type AnyAsk, askerOf, requireRight } from './route.ts';
import { type OperationShape, showOperation } from './shapes/operation.ts';
import { untilGone } from './until-gone.ts';

type Shown = Static<typeof OperationShape>;

/** How often an operation is looked at for a client that waits for any change of it. */
const LOOK_MS = 500;

/**
 * That one may, without reading the operation's log.
 *
 * @throws OPERATION_NOT_FOUND, FORBIDDEN where the one who asks may not do this to it
 */
export async function requireRightOn(ask: AnyAsk, id: string, action: Action): Promise<void> {
  const { project } = await ask.parts.engine.head(id);
  await requireRight(ask, action, project);
}

/** @throws OPERATION_NOT_FOUND, FORBIDDEN where the one who asks may not do this to it */
export async function lookAtOperation(ask: AnyAsk, id: string, action: Action): Promise<Shown> {
  const operation = await ask.parts.engine.get(id);
  await requireRight(ask, action, operation.head.project);
  return showOperation(operation, await findProgress(ask.parts.engine, id));
}

/**
 * Holds until an operation has ended or is stuck; until it looks different, for a client that has seen it.
 *
 * @param ifNoneMatch what the client has seen
 */
export async function awaitOperation(
  ask: AnyAsk,
  id: string,
  { waitMs, ifNoneMatch }: { readonly waitMs: number; readonly ifNoneMatch: string | undefined },
): Promise<Shown> {
  const { engine, timer } = ask.parts;
  const signal = untilGone(ask);
  const untilMs = timer.now() + waitMs;
  for (;;) {
    const shown = await lookAtOperation(ask, id, 'operation.read');
    const leftMs = untilMs - timer.now();
    if (leftMs <= 0 || signal.aborted || !isWorthWaiting(shown, ifNoneMatch)) return shown;
    if (ifNoneMatch === undefined) await engine.wait(id, leftMs, signal);
    // The engine does not wait for what is stuck.
    else if (shown.state === 'stuck') await timer.sleep(Math.min(leftMs, LOOK_MS), signal);
    else await engine.wait(id, Math.min(leftMs, LOOK_MS), signal);
  }
}

function isWorthWaiting(shown: Shown, ifNoneMatch: string | undefined): boolean {
  if (shown.endedAt !== undefined) return false;
  return ifNoneMatch === undefined ? shown.state !== 'stuck' : isKnown(etagOf(shown), ifNoneMatch);
}

/** A person's word on an operation; gives it as it is afterwards. */
export async function stepIn(
  ask: AnyAsk,
  id: string,
  action: Action,
  act: (engine: Engine, by: { readonly principal: string; readonly from: string }) => Promise<void>,
): Promise<Shown> {
  await requireRightOn(ask, id, action);
  await act(ask.parts.engine, { principal: askerOf(ask).principal.id, from: ask.request.ip });
  return lookAtOperation(ask, id, action);
}

/** Nobody knows how far an operation is whose kind, or version, this server does not have. */
export async function findProgress(
  engine: Engine,
  id: string,
): Promise<Awaited<ReturnType<Engine['progress']>> | undefined> {
  try {
    return await engine.progress(id);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'OPERATION_KIND_UNKNOWN') return undefined;
    throw error;
  }
}
