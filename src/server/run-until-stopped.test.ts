import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const module = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

/** A program that is running until stopped; `stop` is the body of its stop function. */
const program = (stop: string, then = ''): string => `
  import { createLogger } from ${module('../kernel/telemetry/index.ts')};
  import { runUntilStopped } from ${module('run-until-stopped.ts')};
  const logger = createLogger({ level: 'info', format: 'text', destination: process.stdout, scrub: (text) => text });
  const open = setInterval(() => {}, 1000);
  const stop = async () => { ${stop} };
  const running = runUntilStopped({ stop, logger });
  console.log('pid=' + process.pid);
  ${then}
  console.log('stopped: ' + (await running));
`;
const CLOSES = 'clearInterval(open);';
const HANGS = 'console.log("closing"); await new Promise(() => {});';

function start(source: string, environment: Record<string, string> = {}, viaShell = false) {
  const node = [process.execPath, '--input-type=module', '--eval', source];
  // `; true` keeps the shell from replacing itself by node.
  const [command = '', ...argv] = viaShell ? ['/bin/sh', '-c', '"$@"; true', 'sh', ...node] : node;
  const { npm_command: _command, npm_lifecycle_event: _event, ...inherited } = process.env;
  const child = spawn(command, argv, { env: { ...inherited, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = text(child.stdout);
  return { child, output, errors: text(child.stderr) };
}

/** Resolves with the first match in what the child prints. */
async function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  const { promise, resolve } = Promise.withResolvers<RegExpExecArray>();
  let seen = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    const match = pattern.exec(seen);
    if (match !== null) resolve(match);
  });
  return promise;
}

describe('a program that is starting', () => {
  const starting = (then: string, graceMs = 10_000): string => `
  import { keepSignals } from ${module('keep-signals.ts')};
  import { createLogger } from ${module('../kernel/telemetry/index.ts')};
  import { runUntilStopped } from ${module('run-until-stopped.ts')};
  const logger = createLogger({ level: 'info', format: 'text', destination: process.stdout, scrub: (text) => text });
  const open = setInterval(() => {}, 1000);
  const kept = keepSignals(['SIGTERM', 'SIGUSR2'], ${graceMs});
  console.log('pid=' + process.pid);
  ${then}
`;
  const STARTS = `await new Promise((resolve) => setTimeout(resolve, 300));
    const stop = async () => clearInterval(open);
    console.log('stopped: ' + (await runUntilStopped({ stop, logger, kept, onUserSignal: () => console.log('user') })));`;

  it('does what it was told in the meantime when it has started', async () => {
    const { child, output } = start(starting(STARTS));
    await printed(child, /pid=/);
    child.kill('SIGUSR2');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await output).toMatch(/user\n/);
    expect(await output).toMatch(/signal received: stopping signal=SIGTERM\nstopped: SIGTERM\n$/);
  });

  it.each([
    ['where its start has no end', 400, 5000],
    ['at a second signal', 60_000, 100],
  ])('ends at once with 128 and the number of the signal %s', async (_, graceMs, everyMs) => {
    const { child } = start(starting('', graceMs));
    await printed(child, /pid=/);
    child.kill('SIGTERM');
    const again = setInterval(() => child.kill('SIGTERM'), everyMs);
    expect(await once(child, 'exit')).toEqual([143, null]);
    clearInterval(again);
  });
});

describe('a running program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('stops in good order on %s, and says why', async (signal) => {
    const { child, output } = start(program(CLOSES));
    await printed(child, /pid=/);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await output).toMatch(new RegExp(`signal received: stopping signal=${signal}\nstopped: ${signal}\n`));
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once on a second %s, with %i', async (signal, code) => {
    const { child, output } = start(program(HANGS));
    await printed(child, /pid=/);
    const again = setInterval(() => child.kill(signal), 100);
    expect(await once(child, 'exit')).toEqual([code, null]);
    clearInterval(again);
    expect(await output).toContain('second signal: ending at once');
  });

  it('takes one Ctrl-C that arrives twice for one', async () => {
    const { child, output } = start(program(`process.kill(process.pid, 'SIGINT'); ${CLOSES}`));
    await printed(child, /pid=/);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await output).toContain('stopped: SIGINT');
  });

  it('stops in good order when npx, which started it through a shell, is gone', async () => {
    const { child, output } = start(program(CLOSES), { npm_command: 'exec' }, true);
    await printed(child, /pid=/);
    child.kill('SIGTERM');
    expect(await output).toMatch(/the parent process ended: stopping .*\nstopped: parent ended\n$/);
  });

  it('outlives its parent when it was not started by npm', async () => {
    const { child, output } = start(program(CLOSES), {}, true);
    const [, pid] = await printed(child, /pid=(\d+)/);
    child.kill('SIGTERM');
    await once(child, 'exit');
    // Longer than it would take to notice.
    await new Promise((resolve) => setTimeout(resolve, 400));
    process.kill(Number(pid), 'SIGTERM');
    expect(await output).toMatch(/stopped: SIGTERM\n$/);
  });

  it.each([
    ['an exception', 'setImmediate(() => { throw new Error("a surprise"); });'],
    ['a rejection', 'Promise.reject(new Error("a surprise"));'],
  ])('that misses %s logs it, closes, and ends with 1', async (_name, failure) => {
    const { child, output } = start(program('console.log("closed");', failure));
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(await output).toMatch(/FATAL unexpected error: closing and ending error="a surprise"[\s\S]*closed\n$/);
  });
});
