import { CodedError, reasonOf } from '../../errors.ts';
import type { Timer } from '../../timer.ts';
import type { Account } from '../account.ts';
import { errors } from '../errors.ts';
import type { Connect, Ended, Execution, Link, OutputHandlers } from '../link.ts';
import type { ExecChannel, ExecTarget, KubernetesApi } from './api.ts';
import { errorOfFailure, ApiFailure } from './api-failure.ts';
import { containerOf } from './check-pod.ts';
import { findPod, type PodRule } from './find-pod.ts';
import type { Pod } from './pod.ts';
import { execWords, OTHER_ERA } from './pod-texts.ts';
import { preparePod } from './prepare-pod.ts';

export interface PodLinkOptions extends PodRule {
  readonly api: KubernetesApi;
  readonly timer: Timer;
  /** The first container of a pod without it. */
  readonly container?: string;
  /** In the container, on a volume that outlives the pod: for locks and records. */
  readonly stateFolder: string;
  /** Put `timeout` before commands, so that they end where nobody can reach them any more. */
  readonly hasTimeoutPrefix: boolean;
  /** A pod is looked for anew after so long; 60 s without it. */
  readonly lookAgainMs?: number;
  /** For making a container ready; 30 s without it. Its disk may hang. */
  readonly prepareMs?: number;
}

// So much later than our own deadline: whoever can reach a pod ends its commands at that.
const PREFIX_GRACE_S = 60;
// The API server's own buffers are of this size.
const PIECE_BYTES = 32 * 1024;
const LOOK_AGAIN_MS = 60_000;
const PREPARE_MS = 30_000;

/**
 * Links to the containers in which commands for hosts run. There is no connection to keep: each line is an exec of its
 * own. A link is the knowledge of which pod a host has, and of the run of its container; with either gone it is closed,
 * and the next one finds what is there by then.
 *
 * Its `Connect` throws HOST_UNREACHABLE, POD_UNUSABLE, KUBERNETES_UNUSABLE, GUARD_BROKEN
 */
export function connectToPods(options: PodLinkOptions): Connect {
  const { api, timer, prepareMs: withinMs = PREPARE_MS } = options;
  return async (account, signal) => {
    try {
      const pod = await findPod(api, options, account, signal);
      const target = { pod: pod.name, container: containerOf(pod, options, account) };
      const era = await preparePod(api, target, options.stateFolder, account, { signal, timer, withinMs });
      return linkTo(pod, target, era, account, options);
    } catch (error) {
      throw errorOfFailure(error, account.host);
    }
  };
}

function linkTo(pod: Pod, target: ExecTarget, era: string, account: Account, options: PodLinkOptions): Link {
  const { api, timer, hasTimeoutPrefix, lookAgainMs = LOOK_AGAIN_MS } = options;
  const { host } = account;
  const running = new Set<(reason: string) => void>();
  let isClosed = false;
  let wasThere = false;
  let lookedAtMs = timer.now();
  let looking: Promise<void> | undefined;

  /** @throws what `Connect` throws; the link is closed then, and where another pod has the host's place by now */
  const lookAgain = async (): Promise<void> => {
    try {
      const now = await findPod(api, options, account, new AbortController().signal);
      if (now.uid !== pod.uid) isClosed = true;
      lookedAtMs = timer.now();
    } catch (error) {
      isClosed = true;
      throw error;
    } finally {
      looking = undefined;
    }
  };

  /** What came of an exec that was not opened. */
  const unopened = (error: unknown): Ended => {
    if (error instanceof ApiFailure && error.kind === 'gone') {
      isClosed = true;
      // Right after it was found there would be no end of looking for it.
      if (wasThere) return { kind: 'refused', reason: error.message };
    }
    const coded = errorOfFailure(error, host);
    if (!(coded instanceof CodedError)) throw coded;
    return { kind: 'unstarted', error: coded };
  };

  const perform = async (
    line: Buffer,
    input: Buffer,
    output: OutputHandlers,
    timeoutMs: number | undefined,
    stop: AbortSignal,
  ): Promise<Ended> => {
    // A signal for a command that runs goes where that was started, or nowhere.
    if (timeoutMs !== undefined && timer.now() - lookedAtMs >= lookAgainMs) {
      try {
        await (looking ??= lookAgain());
      } catch (error) {
        return unopened(error);
      }
      if (isClosed) return { kind: 'refused', reason: 'another pod has its place' };
    }
    const argv = execWords({
      era,
      lineBytes: line.length,
      inputBytes: input.length,
      ...(hasTimeoutPrefix && timeoutMs !== undefined
        ? { endAfterS: Math.ceil(timeoutMs / 1000) + PREFIX_GRACE_S }
        : {}),
    });
    let channel: ExecChannel;
    try {
      channel = await api.exec(target, argv, { output, hasInput: true, signal: stop });
    } catch (error) {
      return unopened(error);
    }
    wasThere = true;
    stop.addEventListener('abort', () => channel.close('nobody waits for it any more'), { once: true });
    if (stop.aborted) channel.close('nobody waits for it any more');
    const sending = handOver(channel, line, input);
    const end = await channel.ended;
    const unstarted = (reason: string): Ended => ({
      kind: 'unstarted',
      error: errors.HOST_UNREACHABLE({ host, reason }),
    });
    switch (end.kind) {
      case 'exited':
        if (end.code !== OTHER_ERA) return end;
        isClosed = true;
        return { kind: 'refused', reason: 'its container was started anew' };
      case 'unstarted':
        isClosed = true;
        return unstarted(`no command can be started in its pod ${target.pod}: ${end.reason}`);
      case 'lost':
        return sending.isLineSent() ? end : unstarted(end.reason);
    }
  };

  return {
    address: `pod ${target.pod} in ${api.namespace}, container ${target.container}`,
    shell: `sh in the pod ${target.pod}`,
    isClosed: () => isClosed,
    execute: (line, input, output, timeoutMs): Execution => {
      const { promise: ended, resolve, reject } = Promise.withResolvers<Ended>();
      const stop = new AbortController();
      const lose = (reason: string): void => {
        resolve({ kind: 'lost', reason });
        stop.abort();
      };
      running.add(lose);
      const drop = (): void => void running.delete(lose);
      ended.then(drop, drop);
      perform(Buffer.from(line), Buffer.from(input ?? ''), output, timeoutMs, stop.signal).then(resolve, reject);
      return { ended, abandon: () => lose('nobody waits for it any more') };
    },
    close: (reason) => {
      isClosed = true;
      for (const lose of running) lose(reason);
    },
  };
}

/** Sends the line, then the input. When the channel ends, it stops; what the channel's end means is told by that. */
function handOver(channel: ExecChannel, line: Buffer, input: Buffer): { isLineSent(): boolean } {
  let isLineSent = false;
  const send = async (): Promise<void> => {
    const whole = Buffer.concat([line, input]);
    for (let from = 0; from < whole.length; from += PIECE_BYTES) {
      const piece = whole.subarray(from, from + PIECE_BYTES);
      // Before it is sent: what was handed to the network may arrive.
      isLineSent ||= from + piece.length >= line.length;
      await channel.send(piece);
    }
  };
  send().catch((error: unknown) => channel.close(reasonOf(error)));
  return { isLineSent: () => isLineSent };
}
