import { type Static, Type } from 'typebox';
import { howMany } from '../../../kernel/how-many.ts';
import {
  type AnyOperation,
  type AtMostOnceStep,
  defineOperation,
  defineStage,
  oneStage,
  type OperationId,
  type StepContext,
} from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import { errors } from '../errors.ts';
import { problemOfCommand } from '../programs/given-command.ts';
import { countResults } from '../results.ts';
import { beginTurns, closeRows, insertWaiting } from '../result-statements.ts';
import { type CommandPlan, firstTurns } from './command-plan.ts';
import { fanOut } from './fan-out.ts';
import { learnEnds } from './learn-ends.ts';

const HOUR_MS = 3_600_000;
const MOST_INPUT_BYTES = 64 * 1024;
/** On top of the time of a command, for each turn: connecting, the guard, and asking a host that was lost. */
const SLACK_MS = 60_000;
/** Node's timers end at 24.8 days. */
const LONGEST_DEADLINE_MS = 20 * 24 * HOUR_MS;
const STEP = 'run';

const input = Type.Object(
  {
    // The form of kernel/remote's host ids.
    hosts: Type.Array(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }), {
      minItems: 1,
      maxItems: 10_000,
      uniqueItems: true,
    }),
    argv: Type.Array(Type.String(), { minItems: 1, maxItems: 200 }),
    timeoutMs: Type.Integer({ minimum: 1_000, maximum: 24 * HOUR_MS }),
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    input: Type.Optional(Type.String({ maxLength: MOST_INPUT_BYTES })),
  },
  { additionalProperties: false },
);

export type RunCommandInput = Static<typeof input>;

const stage = defineStage<CommandPlan>({
  name: 'command',
  claim: ({ hosts }, operation) => insertWaiting(operation, hosts),
  groups: (plan, operation) => [[runOnAll(plan, operation)]],
  settle: () => [],
  unclaim: (_, operation) => closeRows(operation),
  abandon: (_, operation) => closeRows(operation),
});

/**
 * `minion.command`: one command on many hosts, at most once on each. What became of it on a host is a row (results.ts),
 * never the operation's failure. Cancelled, or ended by its deadline, it ends with rows that say `not-sent`; where its
 * server died and a host cannot tell, the operation ends `unknown`.
 *
 * @example
 * await engine.submit({ ...asker, kind: 'minion.command', input: { hosts, argv: ['uptime'], timeoutMs: 10_000 } });
 */
export const runCommand: AnyOperation = defineOperation({
  kind: 'minion.command',
  version: 1,
  input,
  view: () => Promise.resolve(undefined),
  plan: (_, given) => {
    const problem = problemOfCommand(given.argv) ?? problemOfInput(given.input);
    if (problem !== undefined) return { kind: 'refused', error: errors.MINION_COMMAND_INVALID({ problem }) };
    const plan: CommandPlan = { ...given, hosts: given.hosts.map(hostId), concurrency: given.concurrency ?? 20 };
    const reason = `hosts have their turn in the order given, at most ${plan.concurrency} at a time`;
    return { kind: 'planned', plan, reasons: [reason] };
  },
  next: oneStage(stage, (_, results) => results[STEP] ?? null),
  stages: [stage],
});

function runOnAll(plan: CommandPlan, operation: OperationId): AtMostOnceStep {
  const turns = Math.ceil(plan.hosts.length / plan.concurrency);
  return {
    key: STEP,
    title: `run '${plan.argv[0]}' on ${howMany(plan.hosts.length, 'host')}`,
    atMostOnce: 'nobody knows what a command of a user does when it is run twice',
    deadlineMs: Math.min(turns * (plan.timeoutMs + SLACK_MS), LONGEST_DEADLINE_MS),
    guard: () => [beginTurns(operation, 0, firstTurns(plan))],
    run: async (context) => {
      await fanOut(plan, context);
      return summary(context);
    },
    learn: async (context) => ((await learnEnds(plan, context)) ? summary(context) : undefined),
  };
}

/** How many hosts ended how. */
export type CommandSummary = {
  readonly done: number;
  readonly failed: number;
  readonly unreachable: number;
  readonly unknown: number;
  readonly notSent: number;
};

async function summary({ reader, operation }: StepContext): Promise<CommandSummary> {
  const { done, failed, unreachable, unknown, 'not-sent': notSent } = await countResults(reader, operation);
  return { done, failed, unreachable, unknown, notSent };
}

function problemOfInput(text = ''): string | undefined {
  if (Buffer.byteLength(text) > MOST_INPUT_BYTES) return `its input is longer than ${MOST_INPUT_BYTES} bytes`;
  return undefined;
}
