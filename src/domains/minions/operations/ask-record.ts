import type { StepContext } from '../../../kernel/operations/index.ts';
import type { HostId, RecordState, RunResult } from '../../../kernel/remote/index.ts';
import { endOfError } from '../host-end.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A host that does not answer so often may be gone for good. */
const MOST_SILENCES = 3;

/**
 * How a command ended whose end was not seen, from the record that its host keeps. Asks again while the command runs and
 * its time is not over; undefined when nobody can know.
 */
export async function askRecord(context: StepContext, host: HostId, untilMs: number): Promise<RunResult | undefined> {
  let silences = 0;
  for (let pauseMs = FIRST_PAUSE_MS; !context.signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const record = await ask(context, host);
    if (record?.kind === 'ended') return record.result;
    // Without a record the command may still be on its way; interrupted, it was done in part.
    if (record?.kind === 'none' || record?.kind === 'interrupted') return undefined;
    if (record === undefined) silences += 1;
    if (silences === MOST_SILENCES || context.timer.now() >= untilMs) return undefined;
    await context.timer.sleep(pauseMs, context.signal);
  }
  return undefined;
}

async function ask(context: StepContext, host: HostId): Promise<RecordState | undefined> {
  try {
    return await context.recorded(host);
  } catch (error) {
    if (endOfError(error, (text) => context.scrub(text)) === undefined) throw error;
    return undefined;
  }
}
