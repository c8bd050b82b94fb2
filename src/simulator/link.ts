import type { RunResult } from '../kernel/remote/index.ts';
import type { Timer } from '../kernel/timer.ts';
import type { ClientEnd } from './client-end.ts';
import type { HostRuntime } from './host-runtime.ts';

export interface LinkParts {
  readonly timer: Timer;
  /** How long a host may be silent before a call to it counts as unreachable; and as lost, when it had begun. */
  readonly connectTimeoutMs: number;
  readonly keepAliveMs: number;
  /** Starts work that nobody waits for. */
  readonly start: (work: () => Promise<void>) => void;
}

/** Waits for a host that is cut or has no power; false when it stays away, or the client gave up. */
export async function comesUp(parts: LinkParts, runtime: HostRuntime, client: ClientEnd): Promise<boolean> {
  if (runtime.isUp()) return !client.isOver();
  const isUp = new AbortController();
  const stop = runtime.onLink(() => {
    if (runtime.isUp()) isUp.abort();
  });
  await parts.timer.sleep(parts.connectTimeoutMs, AbortSignal.any([isUp.signal, client.over]));
  stop();
  if (!runtime.isUp()) client.refuse(`no answer within ${parts.connectTimeoutMs} ms`);
  return runtime.isUp() && !client.isOver();
}

/**
 * Watches the link of a call that has begun. A silent host is lost after the keep-alive time; one that heals before goes
 * on where it was; one that was started again has forgotten us.
 *
 * @returns what hands over the answer, at once or as soon as the link lets it through
 */
export function watchLink(parts: LinkParts, runtime: HostRuntime, client: ClientEnd): (answer: RunResult) => void {
  const boot = runtime.host.bootId();
  const waiting: { answer?: RunResult; silence?: AbortController | undefined } = {};
  const waitInSilence = async (over: AbortSignal): Promise<void> => {
    await parts.timer.sleep(parts.keepAliveMs, over);
    if (!over.aborted) client.lose(`no sign of life for ${parts.keepAliveMs} ms`);
  };
  const onLink = (): void => {
    if (!runtime.isUp()) {
      if (waiting.silence !== undefined) return;
      const silence = new AbortController();
      waiting.silence = silence;
      parts.start(() => waitInSilence(AbortSignal.any([silence.signal, client.over])));
      return;
    }
    waiting.silence?.abort();
    waiting.silence = undefined;
    if (runtime.host.bootId() !== boot) client.lose('the host was started again');
    else if (waiting.answer !== undefined) client.answer(waiting.answer);
  };
  client.onOver(runtime.onLink(onLink));
  return (answer) => {
    waiting.answer = answer;
    onLink();
  };
}
