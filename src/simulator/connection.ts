import {
  type HostId,
  type RunOptions,
  type RunResult,
  readGuardedArgv,
  remoteErrors as errors,
  type SimulatedFleet,
  type Transport,
} from '../kernel/remote/index.ts';
import { type ClientEnd, openClientEnd } from './client-end.ts';
import { CodedError } from '../kernel/errors.ts';
import { type Command, execute } from './execute.ts';
import { type FaultPlan, SimulationFault } from './fault.ts';
import type { StartedProgram } from './find-program.ts';
import type { HostRuntime } from './host-runtime.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { comesUp, type LinkParts, watchLink } from './link.ts';

export interface ConnectionParts extends LinkParts {
  readonly fleet: SimulatedFleet;
  readonly journal: Journal;
  readonly latencyMs: { readonly min: number; readonly max: number };
  readonly takesTime: boolean;
  readonly runtimeOf: (host: HostId) => HostRuntime | undefined;
  /** Makes a host that nobody has named yet; none where the fleet is complete. */
  readonly bringUp: ((host: HostId) => Promise<HostRuntime>) | undefined;
  /** Sees to it that hosts are known by these names. */
  readonly lookUp: (names: readonly string[]) => Promise<void>;
  /** Resolves when all that has changed is kept, where the fleet is; undefined where nothing is left to keep. */
  readonly keep: () => Promise<void> | undefined;
  /** @throws {SimulationFault} when nobody knows the words */
  readonly programFor: (argv: readonly string[]) => StartedProgram;
  readonly plan: () => FaultPlan | undefined;
  /** The next command's number, and random numbers of its own. */
  readonly nextCommand: () => { readonly serial: number; readonly random: () => number };
  /** Keeps what must not happen; gives it back as a fault. */
  readonly reportFault: (error: unknown) => SimulationFault;
}

/** One client's way to the fleet. Closing it loses what runs; the commands go on. */
export function createConnection(parts: ConnectionParts): Transport {
  const clients = new Set<ClientEnd>();
  let isClosed = false;
  return {
    run: async (host, argv, options) => {
      const runtime = parts.runtimeOf(host) ?? (await parts.bringUp?.(host));
      if (isClosed) throw errors.HOST_UNREACHABLE({ host, reason: 'the transport is closed' });
      if (runtime === undefined) throw errors.HOST_UNREACHABLE({ host, reason: 'there is no such host' });
      const command = prepare(parts, runtime, argv, options);
      const client = openClientEnd(host, options.name ?? command.program.name);
      if (options.signal?.aborted === true) throw errors.COMMAND_ABORTED({ host, program: client.name });
      clients.add(client);
      parts.start(async () => {
        try {
          await carryOut(parts, command, client, options);
        } catch (error) {
          // A coded error is what befell the file that the fleet is kept in; all else is a fault of the code.
          client.fail(error instanceof CodedError ? error : parts.reportFault(error));
        }
      });
      try {
        return await client.promise;
      } finally {
        clients.delete(client);
      }
    },
    close: () => {
      isClosed = true;
      for (const client of clients) client.lose('the transport was closed');
      return Promise.resolve();
    },
  };
}

type PreparedCommand = Omit<Command, 'terminate'> & Pick<StartedProgram, 'names'>;

/** @throws {SimulationFault} for words that nobody knows, and a change without the guard */
function prepare(
  parts: ConnectionParts,
  runtime: HostRuntime,
  words: readonly string[],
  { input = '', onOutput }: RunOptions,
): PreparedCommand {
  const host = runtime.id;
  const guarded = readGuardedArgv(words);
  const argv = guarded?.argv ?? words;
  const { program, begin, names } = parts.programFor(argv);
  if (program.changes && guarded === undefined) {
    throw parts.reportFault(new SimulationFault(`'${program.name}' came to ${host} without the guard`));
  }
  const { serial, random } = parts.nextCommand();
  const fault = parts.plan()?.({ host, argv, name: program.name, serial, isGuarded: guarded !== undefined });
  const { locks, record } = guarded?.guard ?? {};
  const entry: JournalEntry = {
    serial,
    atMs: parts.timer.now(),
    host,
    name: program.name,
    argv,
    effect: false,
    ...(locks === undefined ? {} : { locks }),
    ...(record === undefined ? {} : { record }),
    ...(fault === undefined ? {} : { fault: fault.kind }),
  };
  return {
    runtime,
    program,
    begin,
    names,
    entry,
    random,
    fault,
    input: typeof input === 'string' ? input : Buffer.from(input).toString('utf8'),
    onOutput: (stream, text) => onOutput?.(stream, text),
    ...(guarded === undefined ? {} : { guard: guarded.guard }),
  };
}

/** A command's way to its host, its run there and its way back, with the fault that is planned for it. */
async function carryOut(
  parts: ConnectionParts,
  command: PreparedCommand,
  client: ClientEnd,
  options: RunOptions,
): Promise<void> {
  const { timer, latencyMs } = parts;
  const { runtime, fault } = command;
  const wayMs = (latencyMs.min + command.random() * (latencyMs.max - latencyMs.min)) / 2;
  const running: { result?: Promise<RunResult | undefined> } = {};
  // Where nothing takes time, a command waits for locks alone, and its guard says how long: a timer for each costs more
  // than the most of them.
  const mayLast = parts.takesTime || fault !== undefined || !runtime.isUp();
  const terminate = limit(
    parts,
    runtime,
    client,
    { ...options, ...(mayLast ? {} : { timeoutMs: Infinity }) },
    async () => {
      await running.result;
    },
  );

  if (wayMs > 0) await timer.sleep(wayMs, client.over);
  if (fault?.kind === 'unreachable') client.refuse('fault');
  const arrives = await comesUp(parts, runtime, client);
  if (fault?.kind === 'lost-before') client.lose('fault');
  if (fault?.kind === 'late' && arrives) {
    client.lose('fault');
    await timer.sleep(fault.ms);
    if (!runtime.isUp()) return;
  } else if (!arrives || client.isOver()) {
    return;
  }
  const deliver = watchLink(parts, runtime, client);
  if (fault?.kind === 'power-cut-before') {
    runtime.powerOff();
    return;
  }
  if (command.names.length > 0) await parts.lookUp(command.names);
  parts.journal.add(command.entry);
  running.result = execute(parts, { ...command, terminate });
  if (fault?.kind === 'lost-during') client.lose('fault');
  const result = await running.result;
  await parts.keep();
  if (fault?.kind === 'power-cut-after') runtime.powerOff();
  if (fault?.kind === 'lost-after') client.lose('fault');
  if (wayMs > 0) await timer.sleep(wayMs, client.over);
  // Without a result the host has no power; the link tells the client.
  if (result !== undefined) deliver(result);
}

/**
 * Ends the command and the client's waiting when the time is over or the signal is aborted. A host that is cut does not
 * hear it, and the command goes on there.
 */
function limit(
  { timer, start }: LinkParts,
  runtime: HostRuntime,
  client: ClientEnd,
  { timeoutMs, signal }: RunOptions,
  ended: () => Promise<void>,
): AbortSignal {
  const terminate = new AbortController();
  const giveUp = async (why: () => Error): Promise<void> => {
    if (client.isOver()) return;
    if (runtime.isUp()) {
      terminate.abort();
      await ended();
    }
    client.fail(why());
  };
  const { host, name: program } = client;
  if (timeoutMs < Infinity)
    start(async () => {
      await timer.sleep(timeoutMs, client.over);
      await giveUp(() => errors.COMMAND_TIMEOUT({ host, program, timeoutMs }));
    });
  const onAbort = (): void => start(() => giveUp(() => errors.COMMAND_ABORTED({ host, program })));
  signal?.addEventListener('abort', onAbort, { once: true });
  client.onOver(() => signal?.removeEventListener('abort', onAbort));
  return terminate.signal;
}
