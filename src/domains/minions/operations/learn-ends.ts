import type { StepContext } from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import { errors } from '../errors.ts';
import { endOfResult } from '../host-end.ts';
import { countResults } from '../results.ts';
import { recordEnd } from '../result-statements.ts';
import { allEnded } from './all-ended.ts';
import { askRecord } from './ask-record.ts';
import type { CommandPlan } from './command-plan.ts';
import { writeRows } from './write-rows.ts';

/**
 * After the end of the server that ran the command: asks the hosts that were in doubt then, and sends nothing to any.
 *
 * @returns whether the ends on all hosts are known now
 * @throws MINION_COMMAND_CUT_SHORT when no host is in doubt any more, but some had not had their turn
 */
export async function learnEnds(plan: CommandPlan, context: StepContext): Promise<boolean> {
  const { operation, reader } = context;
  const untilMs = context.timer.now() + plan.timeoutMs;
  const inDoubt = await reader.read({
    sql: `select place, host from minion_result where operation = $1 and state = 'running' order by place`,
    values: [operation],
  });
  await allEnded(
    inDoubt.map(async (row) => {
      const result = await askRecord(context, hostId(String(row['host'])), untilMs);
      if (result === undefined) return;
      const ended = {
        place: Number(row['place']),
        end: endOfResult(result, (text) => context.scrub(text)),
        endedAtMs: context.timer.now(),
      };
      await writeRows(context, [recordEnd(operation, ended)]);
    }),
  );
  const { running, waiting } = await countResults(reader, operation);
  if (running > 0) return false;
  if (waiting > 0) throw errors.MINION_COMMAND_CUT_SHORT({ notSent: waiting, hosts: plan.hosts.length });
  return true;
}
