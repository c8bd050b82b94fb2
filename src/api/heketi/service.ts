import { auditStatement } from '../../kernel/audit/index.ts';
import { ADMIN_STATES, type AdminStateName, setAdminStateBy } from './admin-state.ts';
import { type Answer, emptyAnswer, jsonAnswer } from './answer.ts';
import type { Call } from './parts.ts';
import { object, text, textMap } from './read-fields.ts';
import { readServerRequest } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { requireValid } from './validate.ts';

/** The server's own routes: contract heketi-api §4, §6.1 to §6.3. */

export async function hello(): Promise<Answer> {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=UTF-8' }, body: 'Hello from Heketi' };
}

export async function metrics({ api }: Call): Promise<Answer> {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    body: await api.metrics(),
  };
}

export const AdminStatus = object({ state: text });

export async function getAdminState({ api }: Call): Promise<Answer> {
  return jsonAnswer(200, { state: api.adminState.get() });
}

export async function setAdminState(call: Call): Promise<Answer> {
  const { state } = await readServerRequest(call, AdminStatus);
  requireValid({
    state: state === '' ? 'cannot be blank' : isAdminState(state) ? undefined : 'must be a valid value',
  });
  const { principal: who, from } = call.by;
  await setAdminStateBy(call.api, { who, from }, state as AdminStateName);
  return emptyAnswer(204);
}

function isAdminState(state: string): state is AdminStateName {
  return (ADMIN_STATES as readonly string[]).includes(state);
}

export const LogLevels = object({ loglevel: textMap });

/** Heketi's words for the levels of the log, and ours. */
const levels: readonly (readonly [theirs: string, ours: string])[] = [
  ['none', 'silent'],
  ['critical', 'fatal'],
  ['error', 'error'],
  ['warning', 'warn'],
  ['info', 'info'],
  ['debug', 'debug'],
];

export async function getLogLevel({ api }: Call): Promise<Answer> {
  const ours = api.getLogLevel();
  const [theirs] = levels.find(([, level]) => level === ours) ?? ['debug'];
  return jsonAnswer(200, { loglevel: { glusterfs: theirs } });
}

export async function setLogLevel(call: Call): Promise<Answer> {
  const { loglevel } = await readServerRequest(call, LogLevels);
  const theirs = loglevel.get('glusterfs');
  if (theirs === undefined) throw new Refusal(422, 'Only "glusterfs" logger may be modified');
  if (theirs === '') return getLogLevel(call);
  const [, ours] = levels.find(([level]) => level === theirs) ?? [];
  if (ours === undefined) throw new Refusal(422, `invalid log level: ${theirs}`);
  await audit(call, 'log.level.set', `log/level/${ours}`);
  call.api.setLogLevel(ours);
  return getLogLevel(call);
}

async function audit({ api, by }: Call, action: string, on: string): Promise<void> {
  const atMs = api.clock.now();
  await api.store.write([auditStatement({ who: by.principal, action, on, result: 'done', from: by.from, atMs })]);
}
