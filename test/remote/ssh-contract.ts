import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CodedError } from '../../src/kernel/errors.ts';
import { type Account, readHostKey } from '../../src/kernel/remote/index.ts';
import { Secret } from '../../src/kernel/secrets/index.ts';
import { hostileWord } from './hostile-words.ts';
import {
  anAgent,
  aRelay,
  type CreateTransport,
  labAccount,
  labBusyPort,
  labFile,
  labTimer,
  labUser,
  livingOf,
  refusal,
  runnerOf,
  sessionProcess,
} from './ssh-lab.ts';

const busy = { addresses: [{ address: '127.0.0.1', port: labBusyPort }] };
const user = { login: labUser };

// A key of nobody's.
const wrongKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

/** What every transport over SSH does on a real server, beside the contract of transports. */
export function sshContract(name: string, create: CreateTransport): void {
  const aTransport = runnerOf(create);

  describe(`${name}: commands`, () => {
    it('hands hostile words over as they are', async () => {
      const run = aTransport(labAccount(user));
      const words = fc.array(hostileWord, { minLength: 1000, maxLength: 1000 });
      await fc.assert(
        fc.asyncProperty(words, async (argv) => {
          const { stdout } = await run(['printf', '%s\\0', ...argv]);
          expect(stdout.split('\0').slice(0, -1)).toEqual(argv);
        }),
        { numRuns: 20 },
      );
    });

    it('sends arguments up to its bound, and nothing beyond it', async () => {
      const run = aTransport();
      expect((await run(['printf', '%s', 'x'.repeat(119_900)])).stdout).toHaveLength(119_900);
      await expect(run(['printf', '%s', 'x'.repeat(120_001)])).rejects.toMatchObject({ code: 'ARGUMENT_UNSENDABLE' });
    });

    it('leaves out what start-up files of the login shell print', async () => {
      const run = aTransport(labAccount(user));
      expect(await run(['sh', '-c', 'echo out; echo err >&2'])).toEqual({ code: 0, stdout: 'out\n', stderr: 'err\n' });
    });

    it('gives the codes of a program that is not there, and of one that a signal ended', async () => {
      for (const account of [labAccount(), labAccount(user), labAccount({ ...user, become: 'sudo' })]) {
        const run = aTransport(account);
        expect(await run(['hostreeve-no-such-program'])).toMatchObject({ code: 127 });
        expect(await run(['/etc/passwd'])).toMatchObject({ code: 126 });
        expect(await run(['sh', '-c', 'kill -KILL $$'])).toMatchObject({ code: 137 });
        expect(await run(['sh', '-c', 'exit 255'])).toMatchObject({ code: 255 });
      }
    });

    it('runs commands as root by sudo, in the C locale', async () => {
      const run = aTransport(labAccount({ ...user, become: 'sudo' }));
      expect(await run(['sh', '-c', 'id -u; echo $LC_ALL'])).toMatchObject({ stdout: '0\nC\n' });
    });

    it('logs in by a key of an agent', async () => {
      const run = aTransport(labAccount({ ...user, credentials: { agentSocket: await anAgent() } }));
      expect(await run(['id', '-un'])).toMatchObject({ stdout: `${labUser}\n` });
    });

    it('keeps the first 8 MiB of an output, says so, and lets the command end', async () => {
      const result = await aTransport()(['sh', '-c', 'head -c 9000000 /dev/zero | tr "\\0" x; exit 4']);
      expect(result).toMatchObject({ code: 4, truncated: true });
      expect(result.stdout).toHaveLength(8 * 1024 * 1024);
    });

    it('hands over 10 MB of input, and does not mind who reads none of it', async () => {
      const run = aTransport();
      const input = Buffer.alloc(10_000_000, 'input');
      const digest = execFileSync('sha256sum', { input, encoding: 'utf8' });
      expect((await run(['sha256sum'], { input })).stdout).toBe(digest);
      expect(await run(['sh', '-c', 'exit 3'], { input })).toMatchObject({ code: 3 });
    });

    it('does not wait for the output of a process that was left behind', async () => {
      const startedAtMs = performance.now();
      const result = await aTransport()(['sh', '-c', 'sleep 10 & echo started']);
      expect(result).toMatchObject({ code: 0, stdout: 'started\n' });
      expect(performance.now() - startedAtMs).toBeLessThan(5000);
    });

    it('ends a command with all that it started, as root, as a user and through sudo', async () => {
      for (const account of [labAccount(), labAccount(user), labAccount({ ...user, become: 'sudo' })]) {
        const run = aTransport(account);
        const begun = Promise.withResolvers<string>();
        const back = new AbortController();
        const running = run(['sh', '-c', 'ps -o sid= $$; sleep 100 & sleep 100'], {
          signal: back.signal,
          onOutput: (_, text) => begun.resolve(text.trim()),
        });
        const pid = await begun.promise;
        back.abort();
        expect((await refusal(running)).code).toBe('COMMAND_ABORTED');
        expect(await livingOf(run, pid)).toEqual([]);
      }
    });

    it('kills what does not end when it is told to', async () => {
      const run = aTransport(labAccount(user));
      const seen: string[] = [];
      const stubborn = run(['sh', '-c', 'trap "" TERM; ps -o sid= $$; while :; do sleep 1; done'], {
        timeoutMs: 500,
        onOutput: (_, text) => seen.push(text.trim()),
      });
      expect((await refusal(stubborn)).code).toBe('COMMAND_TIMEOUT');
      expect(await livingOf(run, seen[0] ?? '')).toEqual([]);
    });

    it('goes on with another connection when the account is another one', async () => {
      let account = labAccount();
      const run = aTransport(account, { findAccount: () => Promise.resolve(account) });
      const before = await run(['id', '-un']);
      account = labAccount(user);
      expect([before.stdout, (await run(['id', '-un'])).stdout]).toEqual(['root\n', `${labUser}\n`]);
    });
  });

  describe(`${name}: many commands on one host`, () => {
    it('run four at a time, and all of them', async () => {
      const run = aTransport(labAccount(user));
      const count = 'ps -o args= -u $(id -u) | grep -c "^[s]leep 0.0[5]"; sleep 0.05';
      const results = await Promise.all(Array.from({ length: 200 }, () => run(['sh', '-c', count])));
      const seen = results.map(({ stdout }) => Number(stdout));
      expect(seen).toHaveLength(200);
      expect(Math.max(...seen)).toBeLessThanOrEqual(4);
      expect(Math.max(...seen)).toBeGreaterThan(1);
    });

    it('run all the same where sshd allows two sessions, and can be ended there', async () => {
      const run = aTransport(labAccount(busy));
      const codes = await Promise.all(Array.from({ length: 30 }, (_, code) => run(['sh', '-c', `exit ${code}`])));
      expect(codes.map(({ code }) => code)).toEqual(Array.from({ length: 30 }, (_, code) => code));
      const late = Array.from({ length: 4 }, () => refusal(run(['sleep', '30'], { timeoutMs: 1000 })));
      const refused = (await Promise.all(late)).map(({ code }) => code);
      expect(refused.filter((code) => code === 'COMMAND_TIMEOUT').length).toBeGreaterThan(0);
      expect(refused.filter((code) => code !== 'COMMAND_TIMEOUT' && code !== 'HOST_UNREACHABLE')).toEqual([]);
      expect((await run(['true'])).code).toBe(0);
    });

    it('are refused beyond the bound of those that wait, and when their time is over while they wait', async () => {
      const run = aTransport(labAccount(), { bounds: { commands: 1, waitingCommands: 1 } });
      const begun = Promise.withResolvers<void>();
      const first = run(['sh', '-c', 'echo; sleep 1'], { onOutput: () => begun.resolve() });
      await begun.promise;
      const second = refusal(run(['true'], { timeoutMs: 300 }));
      expect(await refusal(run(['true']))).toMatchObject({ message: expect.stringContaining('are waiting already') });
      expect(await second).toMatchObject({ code: 'HOST_UNREACHABLE', message: expect.stringContaining('300 ms') });
      expect((await first).code).toBe(0);
    });
  });

  describe(`${name}: a connection that is cut in the middle of a command`, () => {
    const cut = async (signal: 'SIGKILL' | 'SIGSTOP'): Promise<{ error: CodedError; elapsedMs: number }> => {
      const run = aTransport();
      const begun = Promise.withResolvers<number>();
      const running = refusal(
        run(['sh', '-c', `${sessionProcess}; sleep 20`], {
          name: 'long sleep',
          onOutput: (_, text) => begun.resolve(Number(text)),
        }),
      );
      const session = await begun.promise;
      const startedAtMs = performance.now();
      process.kill(session, signal);
      const error = await running;
      const elapsedMs = performance.now() - startedAtMs;
      if (signal === 'SIGSTOP') process.kill(session, 'SIGKILL');
      expect((await run(['true'])).code).toBe(0);
      return { error, elapsedMs };
    };

    it('loses the command at once when the host says so, and the next one goes over a new connection', async () => {
      const { error, elapsedMs } = await cut('SIGKILL');
      expect(error).toMatchObject({ code: 'HOST_LOST', fields: { program: 'long sleep' } });
      expect(elapsedMs).toBeLessThan(1000);
    });

    it('loses the command within seven seconds when the host falls silent', async () => {
      const { error, elapsedMs } = await cut('SIGSTOP');
      expect(error).toMatchObject({ code: 'HOST_LOST', message: expect.stringMatching(/timeout/i) });
      expect(elapsedMs).toBeGreaterThan(3000);
      expect(elapsedMs).toBeLessThan(7000);
    });
  });

  describe(`${name}: a host that cannot be reached`, () => {
    const nobody = { address: '127.0.0.1', port: 1 };

    it('is tried at each of its addresses in their order', async () => {
      const addresses = [nobody, ...labAccount().addresses];
      expect((await aTransport(labAccount({ addresses }))(['true'])).code).toBe(0);
      const refused = await refusal(
        aTransport(labAccount({ addresses: [nobody, { address: '::1', port: 1 }] }))(['true']),
      );
      expect(refused).toMatchObject({ code: 'HOST_UNREACHABLE' });
      expect(refused.message).toMatch(/127\.0\.0\.1:1: .*refused.*; \[::1\]:1: /is);
    });

    it('is not tried for a while after three failures, and says until when', async () => {
      const at = { now: Date.now() };
      const { open, port } = await aRelay();
      const account = labAccount({ addresses: [{ address: '127.0.0.1', port }] });
      const run = aTransport(account, { timer: { ...labTimer, now: () => at.now } });
      for (let tries = 0; tries < 3; tries += 1) {
        expect((await refusal(run(['true']))).message).not.toContain('tries in a row');
      }
      await open();
      const untilMs = at.now + 1000;
      expect((await refusal(run(['true']))).message).toContain(
        `3 tries in a row failed; the next one is made after ${new Date(untilMs).toISOString()}`,
      );
      at.now = untilMs;
      expect((await run(['true'])).code).toBe(0);
    });

    it('is one that refuses the login', async () => {
      const other = labAccount({ credentials: { privateKey: new Secret(labFile('other')) } });
      const refused = await refusal(aTransport(other)(['true']));
      expect(refused).toMatchObject({
        code: 'HOST_UNREACHABLE',
        message: expect.stringMatching(/authentication methods failed|Permission denied/),
      });
    });
  });

  describe(`${name}: the key of a host`, () => {
    const { fingerprint } = readHostKey(labFile('host_ed25519.pub'));

    it('is refused with its fingerprint when none is recorded', async () => {
      const refused = await refusal(aTransport(labAccount({ hostKeys: [] }))(['true']));
      expect(refused).toMatchObject({ code: 'HOST_KEY_UNKNOWN', retry: 'never', fields: { fingerprint } });
    });

    it('is refused with both fingerprints when another is recorded, though some other address might do', async () => {
      const hostKeys = [wrongKey];
      const addresses = [...labAccount().addresses, ...busy.addresses];
      const refused = await refusal(aTransport(labAccount({ hostKeys, addresses }))(['true']));
      expect(refused).toMatchObject({
        code: 'HOST_KEY_CHANGED',
        retry: 'never',
        fields: { fingerprint, known: [readHostKey(wrongKey).fingerprint] },
      });
    });

    it.each(['host_ed25519.pub', 'host_ecdsa.pub', 'host_rsa.pub'] as const)(
      'is asked for as %s is recorded',
      async (name) => {
        expect((await aTransport(labAccount({ hostKeys: [labFile(name)] }))(['true'])).code).toBe(0);
      },
    );

    it('may be admitted by whoever enrols the host, or not', async () => {
      const asked: string[] = [];
      const account = (isAdmitted: boolean): Account =>
        labAccount({
          hostKeys: [],
          onUnknownKey: (key) => {
            asked.push(key.fingerprint);
            return Promise.resolve(isAdmitted);
          },
        });
      expect((await aTransport(account(true))(['true'])).code).toBe(0);
      expect((await refusal(aTransport(account(false))(['true']))).code).toBe('HOST_KEY_UNKNOWN');
      expect(asked).toEqual([fingerprint, fingerprint]);
    });
  });

  describe(`${name}: secrets`, () => {
    it('are in no error of the transport', async () => {
      const keyText = labFile('other');
      const credentials = { privateKey: new Secret(keyText), password: new Secret('canary-password') };
      const broken = { privateKey: new Secret(`${keyText.slice(0, 120)}canary${keyText.slice(130)}`) };
      const shown: string[] = [];
      for (const account of [
        labAccount({ credentials }),
        labAccount({ ...user, credentials }),
        labAccount({ credentials: broken }),
        labAccount({ credentials, hostKeys: [] }),
        labAccount({ credentials, addresses: [{ address: '127.0.0.1', port: 1 }] }),
      ]) {
        const error = await refusal(aTransport(account)(['true']));
        shown.push(error.message, String(error.stack), JSON.stringify(error.fields), String(error.cause));
      }
      const secrets = ['canary', ...keyText.split('\n').filter((line) => line !== '' && !line.startsWith('---'))];
      expect(shown.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
    });
  });
}
