import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Demo {
  /** What was started: the server itself, or npm before it. */
  readonly process: ChildProcess;
  /** What it has printed so far. */
  readonly lines: readonly string[];
  /** Its warnings and errors so far. */
  readonly log: readonly string[];
  /** The code that it ended with, or the signal. */
  readonly ended: Promise<number | string>;
  /** When it has printed a line that looks like this. @throws when it ends before */
  saw(pattern: RegExp): Promise<string>;
}

/** One that has told its story. */
export interface ServingDemo extends Demo {
  readonly url: string;
  /** Of the server, whatever it was started through. */
  readonly pid: number;
  readonly key: string;
}

export interface DemoOptions {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `hostreeve demo` as a person would, in a process group of its own as a terminal does. */
export function startDemo(data: string, options: DemoOptions = {}): Demo {
  const { command = ['bin/hostreeve', 'demo'], args = ['--listen', '127.0.0.1:0'], env = {} } = options;
  const [program = '', ...before] = command;
  const child = spawn(program, [...before, '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    detached: true,
  });
  const lines: string[] = [];
  const log: string[] = [];
  const waiting = new Set<() => void>();
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const outputEnded = once(output, 'close');
  const ended = once(child, 'close').then(async ([code, signal]): Promise<number | string> => {
    await outputEnded;
    for (const look of waiting) look();
    return (code as number | null) ?? String(signal);
  });
  let isOver = false;
  child.on('exit', () => {
    isOver = true;
  });
  return {
    process: child,
    lines,
    log,
    ended,
    saw: (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const look = (): void => {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined) resolve(found);
        else if (isOver) reject(new Error(`ended without ${pattern}:\n${[...lines, ...log].join('\n')}`));
        else return;
        waiting.delete(look);
      };
      waiting.add(look);
      look();
      return promise;
    },
  };
}

/** Waits until its story is told. @throws when it ends before */
export async function untilServing(demo: Demo, data: string): Promise<ServingDemo> {
  await demo.saw(/^Ctrl-C stops it/);
  const url = / serves now on (\S+)/.exec(await demo.saw(/ serves now on /))?.[1] ?? '';
  const key = /key `(.*)`/.exec(demo.lines.join('\n'))?.[1] ?? '';
  const owner = JSON.parse(readFileSync(join(data, 'hostreeve.sqlite.owner'), 'utf8')) as { pid: number };
  return { ...demo, url, key, pid: owner.pid };
}

/** Ends it at once, whatever it is doing, with all that it was started through. */
export async function killDemo({ process: child, ended }: Demo): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
    process.kill(-child.pid, 'SIGKILL');
  await ended;
}
