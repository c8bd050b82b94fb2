import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { waitForFile } from '../../../test/remote/contract-programs.ts';
import { transportContract } from '../../../test/remote/transport-contract.ts';
import { type GuardCall, guardedArgv, readGuarded } from './guard.ts';
import { hostId } from './host-id.ts';
import { createLocalTransport } from './local.ts';
import { call } from './program.ts';
import { type RecordState, recordOf } from './record.ts';
import { readFileCall } from './replace-file.ts';
import { maxOutputBytes, type RunOptions, type RunResult, type Transport } from './transport.ts';

const host = hostId('here');
const root = mkdtempSync(join(tmpdir(), 'hostreeve-local-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The local transport, with a shell of our choice under the name `sh`. */
function transportWith(shell: string): Transport {
  const bin = join(root, 'bin', shell);
  mkdirSync(bin, { recursive: true });
  if (!existsSync(join(bin, 'sh'))) symlinkSync(join('/bin', shell), join(bin, 'sh'));
  return createLocalTransport({ host, environment: { PATH: `${bin}:${systemPath}` } });
}

describe('the local transport', () => {
  it('runs commands in the C locale, so that parsers know their words', async () => {
    const transport = createLocalTransport({ host, environment: { PATH: systemPath, LC_ALL: 'de_DE.UTF-8' } });
    expect((await transport.run(host, ['printenv', 'LC_ALL'], { timeoutMs: 5_000 })).stdout).toBe('C\n');
  });
});

// The guard needs util-linux; macOS has none.
const hasFlock = existsSync('/usr/bin/flock');
for (const shell of ['dash', 'bash', 'busybox']) {
  const isThere = existsSync(`/bin/${shell}`);
  if (!hasFlock || !isThere) {
    describe.skip(`the local transport with ${shell}: ${hasFlock ? `no ${shell} here` : 'no flock here'}`, () => {
      it('keeps the contract of transports', () => undefined);
    });
    continue;
  }
  transportContract(`the local transport with ${shell}`, () => {
    const place = mkdtempSync(join(root, 'place-'));
    return {
      host,
      locks: join(place, 'lib', 'locks'),
      files: join(place, 'files'),
      connect: () => transportWith(shell),
      play: (test) => test(),
    };
  });
}

describe('the local transport', () => {
  const local = createLocalTransport({ host, environment: { PATH: systemPath, GREETING: 'hello' } });
  const run = (argv: readonly string[], timeoutMs = 20_000): ReturnType<Transport['run']> =>
    local.run(host, argv, { timeoutMs });

  it('says 127 for a program that does not exist, and 126 for one that cannot be run', async () => {
    expect(await run(['hostreeve-no-such-program'])).toMatchObject({ code: 127 });
    expect(await run(['/etc/passwd'])).toMatchObject({ code: 126 });
  });

  it('gives 128 and the signal for a command that a signal ended', async () => {
    expect(await run(['sh', '-c', 'kill -KILL $$'])).toMatchObject({ code: 137 });
  });

  it('gives commands the environment that it was made with, and no other', async () => {
    const { stdout } = await run(['env']);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['GREETING=hello']));
    expect(stdout).not.toContain('HOME=');
  });

  it('keeps the first 8 MiB of an output, says so, and lets the command end', async () => {
    const result = await run(['sh', '-c', 'head -c 9000000 /dev/zero | tr "\\0" x; exit 4']);
    expect(result).toMatchObject({ code: 4, truncated: true });
    expect(result.stdout.length).toBe(maxOutputBytes);
  });

  it('does not wait for the pipes of a process that was left behind', async () => {
    expect(await run(['sh', '-c', 'sleep 10 & echo started'], 5000)).toMatchObject({ code: 0, stdout: 'started\n' });
  });

  it('kills what does not end when it is told to', async () => {
    const stubborn = run(['sh', '-c', 'trap "" TERM; sleep 20 & sleep 20'], 100);
    await expect(stubborn).rejects.toMatchObject({ code: 'COMMAND_TIMEOUT' });
  });

  it('says that a command too long for the system was not started', async () => {
    await expect(run(['true', 'x'.repeat(4_000_000)])).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  });

  it('refuses hosts that are not this machine', async () => {
    const refused = local.run(hostId('other'), ['true'], { timeoutMs: 1000 });
    await expect(refused).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  });
});

interface Holder {
  readonly seen: readonly string[];
  readonly ended: Promise<RunResult>;
  readonly wake: () => void;
}

describe.skipIf(!hasFlock)('the guard on this machine', () => {
  const local = createLocalTransport({ host, environment: { PATH: systemPath } });
  const run = (argv: readonly string[], options?: Partial<RunOptions>): ReturnType<Transport['run']> =>
    local.run(host, argv, { timeoutMs: 20_000, ...options });
  const guardIn = (place: string, record?: string): GuardCall => ({
    locks: [{ name: 'a', epoch: 1 }],
    waitMs: 0,
    nonce: 'n',
    directory: join(root, place),
    ...(record === undefined ? {} : { record }),
  });
  const recorded = async (guard: GuardCall): Promise<RecordState> => {
    const { argv, parse } = recordOf(guard.record ?? '', guard.directory);
    return parse(await run(argv));
  };

  /** Starts a command that holds its locks until it is woken. */
  const hold = async (guard: GuardCall, file: string): Promise<Holder> => {
    const path = join(root, file);
    const seen: string[] = [];
    const { argv } = call(waitForFile, { path, text: 'woken' });
    const ended = run(guardedArgv(guard, argv), { onOutput: (_, text) => seen.push(text) });
    while (seen.length === 0) await run(['true']);
    return { seen, ended, wake: () => writeFileSync(path, '') };
  };

  it('shows the output of a recorded command as it comes', async () => {
    const { seen, ended, wake } = await hold(guardIn('live', 'r'), 'wake-live');
    expect(seen).toEqual(['waiting\n']);
    wake();
    expect(await ended).toMatchObject({ code: 0, stdout: 'waiting\nwoken' });
  });

  it('keeps locks and record while the command runs, though the guard was killed', async () => {
    const path = join(root, 'wake-orphan');
    const guard = guardIn('orphan', 'r');
    // The command's parent keeps the locks; that one's parent is the shell that the client started.
    const orphan = `kill -KILL $(cut -d' ' -f4 /proc/$PPID/stat); while [ ! -e ${path} ]; do sleep 0.02; done; echo done`;
    expect(await run(guardedArgv(guard, ['sh', '-c', orphan]))).toMatchObject({ code: 137 });
    expect(readGuarded(guard, await run(guardedArgv(guardIn('orphan'), ['true'])))).toEqual({
      kind: 'busy',
      lock: 'a',
    });
    expect(await recorded(guard)).toMatchObject({ kind: 'running' });
    writeFileSync(path, '');
    const waiting = { ...guardIn('orphan'), waitMs: 10_000 };
    expect(readGuarded(guard, await run(guardedArgv(waiting, ['true'])))).toMatchObject({ kind: 'ran' });
    expect(await recorded(guard)).toEqual({ kind: 'ended', result: { code: 0, stdout: 'done\n', stderr: '' } });
  });

  it('says that a record was interrupted when whoever wrote it was killed', async () => {
    const guard = guardIn('killed', 'r');
    expect(await run(guardedArgv(guard, ['sh', '-c', 'echo begun; kill -KILL 0']))).toMatchObject({ code: 137 });
    expect(await recorded(guard)).toEqual({ kind: 'interrupted', stdout: 'begun\n', stderr: '' });
  });

  it('keeps the code of a command when a second signal comes while it is written', async () => {
    const bin = join(root, 'signalling-mv');
    mkdirSync(bin);
    writeFileSync(join(bin, 'mv'), '#!/bin/sh\nkill -TERM 0\nexec /bin/mv "$@"\n', { mode: 0o755 });
    const signalled = createLocalTransport({ host, environment: { PATH: `${bin}:${systemPath}` } });
    const guard = { ...guardIn('signalled', 'r'), locks: [] };
    const argv = guardedArgv(guard, ['sh', '-c', 'echo begun; exit 3']);
    expect(await signalled.run(host, argv, { timeoutMs: 20_000 })).toMatchObject({ code: 3 });
    expect(await recorded(guard)).toEqual({ kind: 'ended', result: { code: 3, stdout: 'begun\n', stderr: '' } });
  });

  it('does not start a command that is ended while it waits for its lock', async () => {
    const holder = await hold(guardIn('waiter'), 'wake-waiter');
    const guard = { ...guardIn('waiter', 'r'), waitMs: 10_000 };
    const waiter = run(guardedArgv(guard, ['touch', join(root, 'touched')]), { timeoutMs: 100 });
    await expect(waiter).rejects.toMatchObject({ code: 'COMMAND_TIMEOUT' });
    holder.wake();
    await holder.ended;
    expect(existsSync(join(root, 'touched'))).toBe(false);
    expect(await recorded(guard)).toEqual({ kind: 'none' });
  });

  it('is broken where it cannot write, and says why', async () => {
    writeFileSync(join(root, 'file'), '');
    const guard = { ...guardIn('file'), directory: join(root, 'file', 'locks') };
    const outcome = readGuarded(guard, await run(guardedArgv(guard, ['true'])));
    expect(outcome).toMatchObject({ kind: 'broken', reason: expect.stringContaining('Not a directory') });
  });

  it('is broken by an epoch that is no number', async () => {
    const guard = guardIn('spoilt');
    await run(guardedArgv(guard, ['true']));
    writeFileSync(join(root, 'spoilt', 'a.epoch'), 'x\n');
    const outcome = readGuarded(guard, await run(guardedArgv(guard, ['true'])));
    expect(outcome).toMatchObject({ kind: 'broken', reason: expect.stringContaining('holds no number') });
  });

  it('waits no longer for several locks than for one', async () => {
    const guard = (...names: string[]): GuardCall => ({
      ...guardIn('several'),
      locks: names.map((name) => ({ name, epoch: 1 })),
    });
    const a = await hold(guard('a'), 'wake-a');
    const b = await hold(guard('b'), 'wake-b');
    const startedAtMs = performance.now();
    const waiter = run(guardedArgv({ ...guard('a', 'b'), waitMs: 1000 }, ['true']));
    setTimeout(a.wake, 700);
    expect(readGuarded(guardIn('several'), await waiter)).toEqual({ kind: 'busy', lock: 'b' });
    expect(performance.now() - startedAtMs).toBeGreaterThan(950);
    expect(performance.now() - startedAtMs).toBeLessThan(1650);
    b.wake();
    await Promise.all([a.ended, b.ended]);
  });

  it('keeps a file that is not UTF-8, and one that is too large, from being edited', async () => {
    const path = join(root, 'latin1');
    writeFileSync(path, Buffer.from([0x61, 0xff]));
    expect(readFileCall(path).parse(await run(readFileCall(path).argv))).toMatchObject({ kind: 'not-editable' });
    writeFileSync(path, 'x'.repeat(1024 * 1024 + 1));
    expect(readFileCall(path).parse(await run(readFileCall(path).argv))).toMatchObject({ kind: 'not-editable' });
  });
});
