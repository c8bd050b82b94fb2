import type { Timer } from '../timer.ts';
import type { Account } from './account.ts';
import { type Capture, createCapture } from './capture.ts';
import { errors } from './errors.ts';
import { excerpt } from './excerpt.ts';
import type { Ended, Execution, Link } from './link.ts';
import { remoteLine, signalLine } from './remote-line.ts';
import type { RunLimits } from './run-limits.ts';
import type { RunOptions, RunResult } from './transport.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface LinkRun {
  readonly account: Account;
  readonly argv: readonly string[];
  readonly program: string;
  readonly nonce: string;
  readonly options: Pick<RunOptions, 'input' | 'onOutput' | 'timeoutMs'>;
  readonly limits: Pick<RunLimits, 'signal' | 'over'>;
  /** Called when the command begins on the host. */
  readonly onBegin: () => void;
  readonly timer: Timer;
}

export type LinkOutcome =
  | { readonly kind: 'ran'; readonly result: RunResult }
  /** The host opened no session: nothing was started, and it may be tried again on the same link. */
  | { readonly kind: 'refused'; readonly reason: string };

// Time for a command to end after TERM, before its process group is killed; and after that, before we go without it.
const killAfterMs = 2000;
const saidLimit = 500;

/**
 * Runs a command on a link.
 *
 * @throws {CodedError} COMMAND_TIMEOUT and COMMAND_ABORTED when it has ended, or cannot be ended; HOST_LOST;
 * HOST_UNREACHABLE when the login shell or sudo did not start it; and what the link says of one that was not started
 */
export async function runOnLink(link: Link, run: LinkRun): Promise<LinkOutcome> {
  const { account, argv, program, nonce, options, limits, onBegin } = run;
  const { host } = account;
  const capture = createCapture(nonce, options, onBegin);
  const execution = link.execute(remoteLine(argv, nonce, account), options.input, capture.output, options.timeoutMs);
  const end = await unlessAborted(Promise.race([capture.told, execution.ended]), limits.signal);
  if (end === undefined) {
    await endGroup(link, execution, capture, run);
    throw limits.over();
  }
  // A process that was left behind may still use the session.
  execution.abandon();
  const result = capture.result();
  if (result !== undefined) return { kind: 'ran', result };

  const ended = await execution.ended;
  // Whatever is said of one that has begun, nobody knows how it ended.
  if (ended.kind === 'lost' || capture.hasBegun()) throw errors.HOST_LOST({ host, program, reason: reasonOf(ended) });
  if (ended.kind === 'unstarted') throw ended.error;
  if (ended.kind === 'refused') return ended;
  const who = account.become ?? link.shell ?? 'the login shell';
  const said = excerpt(capture.said(), saidLimit);
  throw errors.HOST_UNREACHABLE({ host, reason: `${who} did not start the command (code ${ended.code}): ${said}` });
}

function reasonOf(ended: Ended): string {
  switch (ended.kind) {
    case 'exited':
      return `its shell ended with code ${ended.code} before it`;
    case 'unstarted':
      return ended.error.message;
    case 'refused':
    case 'lost':
      return ended.reason;
  }
}

/**
 * Ends the process group of a command over a second session, and waits until it is gone. Not by SSH's own signals: sshd
 * has none for sessions of root, and ssh2 sends none once the input has ended.
 */
async function endGroup(
  link: Link,
  execution: Execution,
  capture: Capture,
  { account, timer }: LinkRun,
): Promise<void> {
  const isGone = execution.ended.then(() => true);
  const within = async (event: Promise<unknown>): Promise<boolean> => {
    const patience = new AbortController();
    try {
      return await Promise.race([
        isGone,
        timer.sleep(killAfterMs, patience.signal).then(() => false),
        event.then(() => false),
      ]);
    } finally {
      patience.abort();
    }
  };
  const never = new Promise<never>(() => undefined);
  // Before that nobody knows its process group.
  if (await within(capture.begun)) return;
  for (const name of ['TERM', 'KILL'] as const) {
    const group = capture.group();
    const stop = new AbortController();
    const sent =
      group === undefined ? undefined : sendSignal(link, signalLine(name, group, account), timer, stop.signal);
    const hasEnded = await within(never);
    stop.abort();
    await sent;
    if (hasEnded) return;
  }
  execution.abandon();
}

/** Again while the host opens no session for it, until the signal is aborted. */
async function sendSignal(link: Link, line: string, timer: Timer, signal: AbortSignal): Promise<void> {
  const ignore = { stdout: () => undefined, stderr: () => undefined };
  while (!signal.aborted && !link.isClosed()) {
    const execution = link.execute(line, undefined, ignore);
    const box = await unlessAborted(execution.ended, signal);
    execution.abandon();
    if (box?.value.kind !== 'refused') return;
    await timer.sleep(50, signal);
  }
}
