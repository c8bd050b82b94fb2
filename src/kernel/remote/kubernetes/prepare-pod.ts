import { StringDecoder } from 'node:string_decoder';
import type { Timer } from '../../timer.ts';
import type { Account } from '../account.ts';
import { errors } from '../errors.ts';
import { excerpt } from '../excerpt.ts';
import type { ExecTarget, KubernetesApi } from './api.ts';
import { prepareWords, readEra, UNFIT } from './pod-texts.ts';

const saidLimit = 500;
const keptBytes = 4096;

/**
 * Makes sure that what the guard keeps in a container outlives it, and learns the run of the container.
 *
 * @throws {CodedError} HOST_UNREACHABLE, POD_UNUSABLE, GUARD_BROKEN
 * @throws {ApiFailure}
 */
export async function preparePod(
  api: KubernetesApi,
  target: ExecTarget,
  stateFolder: string,
  { host, name = host }: Account,
  { signal, timer, withinMs }: { readonly signal: AbortSignal; readonly timer: Timer; readonly withinMs: number },
): Promise<string> {
  const stdout = createTail();
  const stderr = createTail();
  const output = { stdout: stdout.push, stderr: stderr.push };
  const channel = await api.exec(target, prepareWords(stateFolder), { output, hasInput: false, signal });
  const over = new AbortController();
  const late = timer.sleep(withinMs, AbortSignal.any([signal, over.signal]));
  const inTime = await Promise.race([channel.ended, late]);
  over.abort();
  channel.close('nobody waits for it any more');
  const reason = signal.aborted ? 'it was taken back' : `it did not end within ${withinMs} ms`;
  const end = inTime ?? { kind: 'lost', reason };
  const pod = `its pod ${target.pod}`;
  if (end.kind !== 'exited') {
    const reason = `no command can be run in ${pod}: ${end.reason}`;
    // An image without a shell will have none later.
    if (/executable file not found|no such file or directory/.test(end.reason))
      throw errors.POD_UNUSABLE({ host, name, reason });
    throw errors.HOST_UNREACHABLE({ host, reason });
  }
  const said = excerpt(`${stderr.text()}${stdout.text()}`.trim(), saidLimit);
  const era = readEra(stdout.text());
  if (end.code === 0 && era !== undefined) return era;
  if (end.code === UNFIT) throw errors.POD_UNUSABLE({ host, name, reason: `in ${pod} ${said}` });
  throw errors.GUARD_BROKEN({ host, reason: `${pod} does not take them (code ${end.code}): ${said}` });
}

function createTail(): { readonly push: (chunk: Buffer) => void; readonly text: () => string } {
  const decoder = new StringDecoder('utf8');
  let text = '';
  return {
    push: (chunk) => {
      text = (text + decoder.write(chunk)).slice(-keptBytes);
    },
    text: () => text,
  };
}
