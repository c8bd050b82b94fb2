import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Schemas } from '../../../client/index.ts';
import { errors } from '../errors.ts';
import { createProgress } from './progress-line.ts';
import type { WaitOptions } from './start-options.ts';
import { waitForOperation } from './wait-for-operation.ts';

type Operation = Schemas['Operation'];

/** docs/cli.md says the same. */
const EXIT = { timedOut: 3, interrupted: 130 } as const;
const TICK_MS = 1_000;

/**
 * Waits for an operation's good end, and shows how far it is. Undefined when the one who waits does not want to any more,
 * by Ctrl-C or `--timeout`: the operation goes on, and the exit code is set.
 *
 * @throws CLI_OPERATION_NOT_DONE
 */
export async function awaitEnd(
  client: Client,
  id: string,
  { timeout }: Pick<WaitOptions, 'timeout'>,
): Promise<Operation | undefined> {
  const { stderr } = process;
  const tell = (line: string): void => void stderr.write(`${line}\n`);
  const progress = createProgress({
    write: (text) => void stderr.write(text),
    now: () => Date.now(),
    ...(stderr.isTTY ? { columns: () => stderr.columns } : {}),
  });
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  const late = timeout === undefined ? undefined : AbortSignal.timeout(timeout);
  const signal = AbortSignal.any([interrupted.signal, ...(late === undefined ? [] : [late])]);
  const ticking = setInterval(() => progress.tick(), TICK_MS);
  try {
    const parts = {
      client,
      progress,
      now: () => Date.now(),
      sleep: (ms: number, wake: AbortSignal) => sleep(ms, undefined, { signal: wake }),
      signal,
      tell,
    };
    return wellEnded(await waitForOperation(parts, id));
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = interrupted.signal.aborted ? EXIT.interrupted : EXIT.timedOut;
    tell(`the operation goes on; to watch it: hostreeve operation watch ${id}`);
    return undefined;
  } finally {
    clearInterval(ticking);
    progress.clear();
    process.off('SIGINT', interrupt);
  }
}

function wellEnded(operation: Operation): Operation {
  const { id, kind, state, error, leftTo } = operation;
  if (state === 'succeeded') return operation;
  const left = leftTo.length === 0 ? '' : `; what is left is cleaned up by operation ${leftTo.join(', ')}`;
  throw errors.CLI_OPERATION_NOT_DONE({ operation: id, kind, state, reason: `${error?.message ?? ''}${left}` });
}
