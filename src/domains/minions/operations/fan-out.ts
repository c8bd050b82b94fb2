import type { StepContext } from '../../../kernel/operations/index.ts';
import { type HostId, remoteErrors } from '../../../kernel/remote/index.ts';
import { errors } from '../errors.ts';
import { endOfError, endOfResult, type HostEnd } from '../host-end.ts';
import { givenCommand } from '../programs/given-command.ts';
import { beginTurns, type EndedTurn, recordEnd, takeBackTurns } from '../result-statements.ts';
import { allEnded } from './all-ended.ts';
import { askRecord } from './ask-record.ts';
import { type CommandPlan, firstTurns } from './command-plan.ts';
import { inBatches } from './in-batches.ts';
import { writeRows } from './write-rows.ts';

/**
 * Runs the command on each host, so many side by side. The batch with the end of one host gives the next its turn, and a
 * lane goes on when it is durable: a server that lost the operation, or died, has sent nothing to a `waiting` host and
 * sends nothing to it any more. The first hosts have got their turn with the start of the step.
 *
 * @throws MINION_COMMAND_CUT_SHORT when the step's signal was aborted before all hosts had their turn
 */
export async function fanOut(plan: CommandPlan, context: StepContext): Promise<void> {
  const { operation, signal } = context;
  const { hosts } = plan;
  let begun = firstTurns(plan);
  let taken = 0;

  const record = inBatches<EndedTurn>(async (ended) => {
    const turns = Math.min(ended.length, hosts.length - begun);
    const ends = ended.map((turn) => recordEnd(operation, turn));
    await writeRows(context, turns === 0 ? ends : [...ends, beginTurns(operation, begun, turns)]);
    begun += turns;
  });

  const lane = async (): Promise<void> => {
    while (taken < begun && !signal.aborted) {
      const place = taken;
      taken += 1;
      const host = hosts[place];
      if (host === undefined) return;
      const startedAtMs = context.timer.now();
      const end = await runOn(host, plan, context);
      const endedAtMs = context.timer.now();
      await record({ place, end, elapsedMs: endedAtMs - startedAtMs, endedAtMs });
    }
  };

  await allEnded(Array.from({ length: begun }, lane));
  if (taken === hosts.length) return;
  if (taken < begun) await writeRows(context, [takeBackTurns(operation, taken)]);
  throw errors.MINION_COMMAND_CUT_SHORT({ notSent: hosts.length - taken, hosts: hosts.length });
}

/** @throws what is not about the host */
async function runOn(host: HostId, plan: CommandPlan, context: StepContext): Promise<HostEnd> {
  const { argv, timeoutMs, input } = plan;
  const scrub = (text: string): string => context.scrub(text);
  const untilMs = context.timer.now() + timeoutMs;
  try {
    const options = input === undefined ? { timeoutMs } : { timeoutMs, input };
    return endOfResult(await context.on(host).change(givenCommand(argv), options), scrub);
  } catch (error) {
    const end = endOfError(error, scrub);
    if (end === undefined) throw error;
    const learnt = remoteErrors.HOST_LOST.is(error) ? await askRecord(context, host, untilMs) : undefined;
    return learnt === undefined ? end : endOfResult(learnt, scrub);
  }
}
