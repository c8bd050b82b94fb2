import { CodedError } from '../../kernel/errors.ts';
import type { Answer } from './answer.ts';
import { errors } from './errors.ts';
import { failureText } from './failure-text.ts';
import type { Call } from './parts.ts';
import { accept, acceptEnded } from './queue.ts';
import { object, text } from './read-fields.ts';
import { readRequest } from './read-request.ts';
import { requireSlot } from './throttle.ts';
import { healCheckFault, requireValid } from './validate.ts';

/** States of nodes and devices: contract heketi-api §9.3. What is no way from one to the other is told on the queue. */

type State = 'online' | 'offline' | 'failed';

export const StateChange = object({ state: text, healcheck: text });

interface Wish {
  readonly state: State;
  readonly healCheck: boolean;
}

async function readWish(call: Call): Promise<Wish> {
  const { state, healcheck } = await readRequest(call, StateChange);
  // compat(heketi): Q26, the second fault is told only without the first.
  requireValid({ healcheck: healCheckFault(healcheck) });
  requireValid({
    state: state === '' ? 'cannot be blank' : isState(state) ? undefined : `${state} is not valid state`,
  });
  return { state: state as State, healCheck: healcheck !== 'disable' };
}

function isState(state: string): state is State {
  return state === 'online' || state === 'offline' || state === 'failed';
}

export async function setNodeState(call: Call): Promise<Answer> {
  const { nodes } = call.api.volumes;
  const wish = await readWish(call);
  const { state, project } = await nodes.get(call.id);
  return change(call, { what: 'node', from: state, project }, wish, (to) => nodes.setState(call.by, call.id, to));
}

export async function setDeviceState(call: Call): Promise<Answer> {
  const { devices } = call.api.volumes;
  const wish = await readWish(call);
  const { state, project } = await devices.get(call.id);
  return change(call, { what: 'device', from: state, project }, wish, (to) => devices.setState(call.by, call.id, to));
}

interface Thing {
  readonly what: 'node' | 'device';
  readonly from: State;
  readonly project: string;
}

async function change(
  call: Call,
  thing: Thing,
  { state: to, healCheck }: Wish,
  set: (to: 'online' | 'offline') => Promise<unknown>,
): Promise<Answer> {
  const { what, from } = thing;
  if (to === 'failed') await requireSlot(call.api);
  const forbidden = whyNot(what, call.id, from, to);
  if (forbidden !== undefined) return acceptEnded(call, { error: forbidden });
  if (from === to) return acceptEnded(call, {});
  try {
    if (to === 'failed') return await remove(call, thing, healCheck);
    await set(to);
    return await acceptEnded(call, {});
  } catch (error) {
    if (!(error instanceof CodedError) || errors.HEKETI_BUSY.is(error) || error.status >= 500) throw error;
    // Somebody was faster, or something else is in the way.
    const { code, message, fields } = error;
    const found = String(fields['from'] ?? fields['state']);
    const text = isState(found) ? whyNot(what, call.id, found, to) : undefined;
    const failure = { code, message, fields: JSON.parse(JSON.stringify(fields)) as never };
    return acceptEnded(call, {
      error: text ?? failureText({ kind: `${what}.remove`, input: { [what]: call.id }, error: failure }),
    });
  }
}

function remove(call: Call, { what, project }: Thing, healCheck: boolean): Promise<Answer> {
  return accept(call, {
    kind: `${what}.remove`,
    input: { [what]: call.id, ...(healCheck ? {} : { healCheck }) },
    project,
    isTracked: true,
  });
}

/** What Heketi says to a change that is none of its ways. */
function whyNot(what: 'node' | 'device', id: string, from: State, to: State): string | undefined {
  if (from === 'online' && to === 'failed')
    return `${what === 'node' ? 'Node' : 'Device'} must be offline before remove operation is performed, ${what}:${id}`;
  // compat(heketi): Q19, a device comes back to offline, a node does not.
  if (from === 'failed' && (to === 'online' || (to === 'offline' && what === 'node')))
    return `Cannot move a failed/removed ${what} to ${to} state`;
  return undefined;
}
