import { type HostId, type RunResult, remoteErrors as errors } from '../kernel/remote/index.ts';

/** The client's end of a call. The first thing that comes settles it; what comes later is not heard. */
export interface ClientEnd {
  readonly host: HostId;
  /** Of the command, for messages. */
  readonly name: string;
  readonly promise: Promise<RunResult>;
  /** Aborted when it is settled. */
  readonly over: AbortSignal;
  answer(result: RunResult): void;
  fail(error: Error): void;
  lose(reason: string): void;
  refuse(reason: string): void;
}

export function openClientEnd(host: HostId, name: string): ClientEnd {
  const { promise, resolve, reject } = Promise.withResolvers<RunResult>();
  const over = new AbortController();
  const settle = (tell: () => void): void => {
    if (over.signal.aborted) return;
    over.abort();
    tell();
  };
  const fail = (error: Error): void => settle(() => reject(error));
  return {
    host,
    name,
    promise,
    over: over.signal,
    answer: (result) => settle(() => resolve(result)),
    fail,
    lose: (reason) => fail(errors.HOST_LOST({ host, program: name, reason })),
    refuse: (reason) => fail(errors.HOST_UNREACHABLE({ host, reason })),
  };
}
