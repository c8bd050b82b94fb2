import { createBoundedText } from './bounded-text.ts';
import type { OutputHandlers } from './link.ts';
import { createMarkedStream } from './marked-stream.ts';
import type { RunOptions, RunResult } from './transport.ts';

/** What comes back from one remote line (remote-line.ts). */
export interface Capture {
  readonly output: OutputHandlers;
  /** Resolves when the command has begun. */
  readonly begun: Promise<void>;
  hasBegun(): boolean;
  /** The command's process group, once it has begun. */
  group(): number | undefined;
  /** Resolves when `result` is there. Processes that were left behind may print more. */
  readonly told: Promise<void>;
  result(): RunResult | undefined;
  /** What the login shell or sudo said instead of beginning. */
  said(): string;
}

export function createCapture(nonce: string, { onOutput }: Pick<RunOptions, 'onOutput'>, onBegin: () => void): Capture {
  const begun = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  const texts = {
    stdout: createBoundedText((text) => onOutput?.('stdout', text)),
    stderr: createBoundedText((text) => onOutput?.('stderr', text)),
  };
  const stdout = createMarkedStream(nonce, (chunk) => texts.stdout.push(chunk));
  const stderr = createMarkedStream(nonce, (chunk) => texts.stderr.push(chunk));
  const hasBegun = (): boolean => stdout.group() !== undefined || stderr.group() !== undefined;
  const read = (stream: typeof stdout) => (chunk: Buffer) => {
    const isFirst = !hasBegun();
    stream.push(chunk);
    if (isFirst && hasBegun()) {
      begun.resolve();
      onBegin();
    }
    if (stdout.code() !== undefined && stderr.code() !== undefined) told.resolve();
  };
  return {
    output: { stdout: read(stdout), stderr: read(stderr) },
    begun: begun.promise,
    hasBegun,
    group: () => stdout.group() ?? stderr.group(),
    told: told.promise,
    result: () => {
      const code = stdout.code();
      if (code === undefined || stderr.code() === undefined) return undefined;
      const isTruncated = texts.stdout.isTruncated() || texts.stderr.isTruncated();
      return {
        code,
        stdout: texts.stdout.text(),
        stderr: texts.stderr.text(),
        ...(isTruncated ? { truncated: true } : {}),
      };
    },
    said: () => `${stdout.before()}\n${stderr.before()}`.trim(),
  };
}
