import { type HostId, type RunResult, remoteErrors as errors } from '../kernel/remote/index.ts';

/** The client's end of a call. The first thing that comes settles it; what comes later is not heard. */
export interface ClientEnd {
  readonly host: HostId;
  /** Of the command, for messages. */
  readonly name: string;
  readonly promise: Promise<RunResult>;
  /** Whether it is settled. */
  isOver(): boolean;
  /** Aborted when it is settled. Made when somebody asks for it: most calls end without anybody waiting. */
  readonly over: AbortSignal;
  /** Called when it is settled: cheaper than a listener of the signal. */
  onOver(listener: () => void): void;
  answer(result: RunResult): void;
  fail(error: Error): void;
  lose(reason: string): void;
  refuse(reason: string): void;
}

// An abort without a reason makes an error with a stack for each command.
const OVER = 'the call is over';

export function openClientEnd(host: HostId, name: string): ClientEnd {
  const { promise, resolve, reject } = Promise.withResolvers<RunResult>();
  let over: AbortController | undefined;
  let isOver = false;
  const listeners: (() => void)[] = [];
  const settle = (tell: () => void): void => {
    if (isOver) return;
    isOver = true;
    over?.abort(OVER);
    for (const listener of listeners) listener();
    tell();
  };
  const fail = (error: Error): void => settle(() => reject(error));
  return {
    host,
    name,
    promise,
    isOver: () => isOver,
    get over() {
      over ??= new AbortController();
      if (isOver) over.abort(OVER);
      return over.signal;
    },
    onOver: (listener) => {
      listeners.push(listener);
    },
    answer: (result) => settle(() => resolve(result)),
    fail,
    lose: (reason) => fail(errors.HOST_LOST({ host, program: name, reason })),
    refuse: (reason) => fail(errors.HOST_UNREACHABLE({ host, reason })),
  };
}
