import {
  guardCodes,
  guardMarker,
  type PlacedGuardCall,
  type RunResult,
  type SimulatedFleet,
  type SimulatedHost,
  type SimulatedRun,
  type SimulationContext,
} from '../kernel/remote/index.ts';
import type { Timer } from '../kernel/timer.ts';
import type { Fault } from './fault.ts';
import type { GuardRecord } from './fleet-state.ts';
import type { HostRuntime } from './host-runtime.ts';
import type { JournalEntry } from './journal.ts';

/** A command that has come to its host. */
export interface Command {
  readonly runtime: HostRuntime;
  readonly program: { readonly name: string; readonly changes: boolean };
  /** The program with its arguments. */
  readonly begin: (host: SimulatedHost, context: SimulationContext) => SimulatedRun;
  readonly guard?: PlacedGuardCall;
  readonly input: string;
  readonly fault: Fault | undefined;
  readonly entry: JournalEntry;
  readonly random: () => number;
  /** Aborted when somebody tells the command to end. */
  readonly terminate: AbortSignal;
  readonly onOutput: SimulationContext['print'];
}

interface Parts {
  readonly timer: Timer;
  readonly fleet: SimulatedFleet;
  /** Whether programs take the time that they ask for; all at once otherwise, with nothing in between. */
  readonly takesTime: boolean;
}

// How long a command whose connection is lost in its middle still works before its first effect, at most.
const longestTailMs = 500;
// 128 + TERM.
const terminatedCode = 143;

/**
 * Runs a command on its host to its end, under the guard where it came with it. Gives undefined when the host lost its
 * power; what the program had done by then stays.
 */
export async function execute(parts: Parts, command: Command): Promise<RunResult | undefined> {
  const { runtime, entry, terminate } = command;
  const power = runtime.life();
  const life = lifeOf(power, terminate);
  const locks = runtime.locks();
  const held: string[] = [];
  try {
    const refusal = await enterGuard(parts, command, life, held);
    if (refusal !== undefined) {
      entry.end = refusal.kind;
      return refusal.result;
    }
    const result = await runProgram(parts, command, life);
    keepRecord(command, result);
    entry.end = 'ended';
    entry.code = result.code;
    return result;
  } catch (error) {
    if (!life.isOver() || error !== END) throw error;
    entry.end = power.aborted ? 'power-cut' : 'terminated';
    if (power.aborted) return undefined;
    // Only a command that was started has opened its record.
    const record = held.some((key) => key.endsWith('.run')) ? recordOf(command) : undefined;
    if (record !== undefined) keepRecord(command, { ...record, code: terminatedCode });
    entry.code = terminatedCode;
    return { code: terminatedCode, stdout: '', stderr: '' };
  } finally {
    for (const key of held.toReversed()) locks.free(key);
  }
}

const END = new Error('the command has ended before its end');

/** How long a command may go on: as long as its host has power, and nobody ends it. */
interface Life {
  readonly isOver: () => boolean;
  /** @throws END when it is over */
  readonly check: () => void;
  /** For whoever waits. Most commands do not, and a signal of two signals costs as much as all the rest of them. */
  readonly signal: () => AbortSignal;
}

function lifeOf(power: AbortSignal, terminate: AbortSignal): Life {
  const isOver = (): boolean => power.aborted || terminate.aborted;
  return {
    isOver,
    check: () => {
      if (isOver()) throw END;
    },
    signal: () => AbortSignal.any([power, terminate]),
  };
}

interface Refusal {
  readonly kind: 'busy' | 'superseded';
  readonly result: RunResult;
}

/** What the guard's text does before the command, step by step (kernel/remote/guard-text.ts). */
async function enterGuard(
  { timer, takesTime }: Parts,
  command: Command,
  life: Life,
  held: string[],
): Promise<Refusal | undefined> {
  const { guard, runtime, entry } = command;
  if (guard === undefined) return undefined;
  const { epochs } = runtime.state.guard;
  const refuse = (kind: Refusal['kind'], words: string): Refusal => ({
    kind,
    result: { code: guardCodes[kind], stdout: '', stderr: guardMarker(guard.nonce, `${kind} ${words}`) },
  });
  const endMs = timer.now() + guard.waitMs;
  const take = async (path: string): Promise<boolean> => {
    const owner = `'${command.program.name}' (${entry.serial}) on ${runtime.id}`;
    const taken = await runtime.locks().take(path, owner, endMs - timer.now(), life.signal);
    if (taken === 'taken') held.push(path);
    life.check();
    return taken === 'taken';
  };
  for (const { name, epoch } of guard.locks) {
    const path = `${guard.directory}/${name}`;
    if (!(await take(`${path}.lock`))) return refuse('busy', name);
    const have = epochs[path] ?? 0;
    if (epoch < have) return refuse('superseded', `${name} ${have}`);
    if (epoch > have) runtime.keepEpoch(path, epoch);
  }
  if (guard.record !== undefined) {
    const path = `${guard.directory}/${guard.record}`;
    if (!(await take(`${path}.run`))) return refuse('busy', guard.record);
    if (takesTime) keepRecord(command, { stdout: '', stderr: '' });
  }
  return undefined;
}

function recordOf({ guard, runtime }: Command): GuardRecord | undefined {
  return guard?.record === undefined ? undefined : runtime.state.guard.records[`${guard.directory}/${guard.record}`];
}

function keepRecord({ guard, runtime }: Command, record: GuardRecord): void {
  if (guard?.record !== undefined) runtime.keepRecord(`${guard.directory}/${guard.record}`, record);
}

async function runProgram({ timer, fleet, takesTime }: Parts, command: Command, life: Life): Promise<RunResult> {
  const { runtime, program, begin, fault, entry, random } = command;
  const pass = async (ms: number): Promise<void> => {
    await timer.sleep(ms, life.signal());
    life.check();
  };
  const cutPower = (): void => {
    runtime.powerOff();
    life.check();
  };
  if (fault?.kind === 'slow') await pass(fault.ms);
  if (fault?.kind === 'lost-during') await pass(random() * longestTailMs);
  if (fault?.kind === 'fail') return { code: fault.code, stdout: fault.stdout ?? '', stderr: fault.stderr ?? '' };

  const printed = { stdout: '', stderr: '' };
  const context: SimulationContext = {
    fleet,
    input: command.input,
    now: () => timer.now(),
    random,
    print: (stream, text) => {
      printed[stream] += text;
      const record = takesTime ? recordOf(command) : undefined;
      if (record !== undefined) keepRecord(command, { ...record, [stream]: record[stream] + text });
      command.onOutput(stream, text);
    },
  };
  const finish = async (
    steps: Exclude<SimulatedRun, Partial<RunResult>>,
    cutAtYield: number | undefined,
  ): Promise<Partial<RunResult>> => {
    for (let yields = 1; ; yields += 1) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (yields === cutAtYield) cutPower();
      if (takesTime) await pass(step.value ?? 0);
    }
  };

  const cutAtYield = fault?.kind === 'power-cut-during' ? (fault.atYield ?? Math.floor(random() * 4)) : undefined;
  if (cutAtYield === 0) cutPower();
  entry.effect = program.changes;
  const run = begin(runtime.host, context);
  const end = 'next' in run ? await finish(run, cutAtYield) : run;
  // It had fewer moments in its middle than the plan asked for.
  if (cutAtYield !== undefined) cutPower();
  for (const stream of ['stdout', 'stderr'] as const) {
    const last = end[stream] ?? '';
    if (last !== '') context.print(stream, last);
  }
  return { code: end.code ?? 0, ...printed };
}
