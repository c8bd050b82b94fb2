import { describe, expect, it } from 'vitest';
import {
  type Call,
  call,
  type FileContent,
  type GuardCall,
  type GuardOutcome,
  guardedArgv,
  type HostId,
  hostId,
  type RecordState,
  type RunOptions,
  type RunResult,
  readFileCall,
  readGuarded,
  recordOf,
  removeRecords,
  type Transport,
  writeFileCall,
} from '../../src/kernel/remote/index.ts';
import { echo, leaveDaemon, plant, say, show, waitForFile } from './contract-programs.ts';

/** A fresh host, and ways to it. */
export interface TransportPlace {
  readonly host: HostId;
  /** On the host, for locks and for files; neither is there yet. */
  readonly locks: string;
  readonly files: string;
  connect(): Transport;
  /** Runs a test, letting time pass where it does not by itself. */
  play(test: () => Promise<void>): Promise<void>;
}

/** What every transport does, and what the guard's texts do through it. */
export function transportContract(name: string, open: () => TransportPlace): void {
  /** A test with a place of its own. */
  const test = (sentence: string, body: (client: Client) => Promise<void>): void =>
    it(sentence, async () => {
      const place = open();
      await place.play(() => body(clientOf(place)));
    });

  describe(`${name}: commands`, () => {
    test('gives the code and both outputs, whatever they are', async ({ run }) => {
      const told = { stdout: 'a ü 日本\n', stderr: 'warning', code: 3 };
      expect(await run(call(say, told).argv)).toEqual(told);
      expect(await run(call(say, { stdout: '', stderr: 'only a warning', code: 0 }).argv)).toMatchObject({ code: 0 });
    });

    test('hands over the input, all of it', async ({ run }) => {
      const input = 'zeile ü\n'.repeat(20_000);
      expect(await run(call(echo, {}).argv, { input })).toEqual({ code: 0, stdout: input, stderr: '' });
      expect(await run(call(echo, {}).argv)).toMatchObject({ code: 0, stdout: '' });
    });

    test('shows output as it comes', async (client) => {
      const seen: string[] = [];
      const running = client.run(client.waiting, { onOutput: (_, text) => seen.push(text) });
      while (seen.length === 0) await client.run(['true']);
      expect(seen).toEqual(['waiting\n']);
      await client.wake();
      expect(await running).toEqual({ code: 0, stdout: 'waiting\nwoken', stderr: '' });
      expect(seen.join('')).toBe('waiting\nwoken');
    });

    test('ends a command whose time is over', async ({ run, waiting }) => {
      // The time counts from the call, and a transport may have to connect first.
      await run(['true']);
      const late = run(waiting, { timeoutMs: 100, name: 'a long wait' });
      await expect(late).rejects.toMatchObject({
        code: 'COMMAND_TIMEOUT',
        fields: { timeoutMs: 100, program: 'a long wait' },
      });
    });

    test('ends a command that is taken back, and starts none that was', async ({ run, waiting }) => {
      const back = new AbortController();
      const running = run(waiting, { signal: back.signal, onOutput: () => back.abort() });
      await expect(running).rejects.toMatchObject({ code: 'COMMAND_ABORTED' });
      const again = run(['true'], { signal: back.signal });
      await expect(again).rejects.toMatchObject({ code: 'COMMAND_ABORTED' });
    });

    test('refuses a host that it cannot reach', async ({ transport }) => {
      const refused = transport().run(hostId('nowhere'), ['true'], { timeoutMs: 1000 });
      await expect(refused).rejects.toMatchObject({ code: 'HOST_UNREACHABLE', fields: { host: 'nowhere' } });
    });

    test('loses what runs when it is closed, and reaches nobody any more', async ({ run, transport, waiting }) => {
      const begun = Promise.withResolvers<void>();
      const running = run(waiting, { onOutput: () => begun.resolve() });
      const lost = expect(running).rejects.toMatchObject({ code: 'HOST_LOST' });
      await begun.promise;
      await transport().close();
      await lost;
      await expect(run(['true'])).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
    });
  });

  const forms = [
    { form: 'with a record', record: { record: 'r' } },
    { form: 'without a record', record: {} },
  ];
  for (const { form, record } of forms) {
    describe(`${name}: the guard ${form}`, () => {
      test('lets the code and the outputs of the command through', async ({ guarded }) => {
        const told = { stdout: 'out', stderr: 'err', code: 75 };
        const outcome = await guarded({ ...record, locks: [{ name: 'a', epoch: 1 }] }, call(say, told).argv);
        expect(outcome).toEqual({ kind: 'ran', result: told });
      });

      test('hands the input to the command', async ({ guarded }) => {
        const input = 'line\n'.repeat(50_000);
        const outcome = await guarded({ ...record, locks: [{ name: 'a', epoch: 1 }] }, call(echo, {}).argv, { input });
        expect(outcome).toMatchObject({ result: { code: 0, stdout: input } });
      });

      test('runs equal and newer epochs, and refuses older ones', async ({ guarded }) => {
        const at = async (epoch: number): Promise<GuardOutcome> =>
          guarded({ ...record, locks: [{ name: 'a', epoch }] }, ['true']);
        for (const epoch of [9, 9, 10, 1000]) expect(await at(epoch)).toMatchObject({ kind: 'ran' });
        expect(await at(999)).toEqual({ kind: 'superseded', lock: 'a', have: 1000 });
        expect(await at(1000)).toMatchObject({ kind: 'ran' });
      });

      test('holds up to five locks, and is refused by the epoch of any', async ({ guarded }) => {
        const locks = ['e', 'a', 'd', 'b', 'c'].map((lock) => ({ name: lock, epoch: 5 }));
        expect(await guarded({ ...record, locks: [{ name: 'c', epoch: 6 }] }, ['true'])).toMatchObject({ kind: 'ran' });
        expect(await guarded({ ...record, locks }, ['true'])).toEqual({ kind: 'superseded', lock: 'c', have: 6 });
        const newer = locks.map((lock) => ({ ...lock, epoch: 7 }));
        expect(await guarded({ ...record, locks: newer }, ['true'])).toMatchObject({ kind: 'ran' });
      });

      test('runs without any lock', async ({ guarded }) => {
        expect(await guarded({ ...record, locks: [] }, ['true'])).toMatchObject({ kind: 'ran', result: { code: 0 } });
      });

      test('is busy while another holds one of the locks, and gets them when they are free', async (client) => {
        const { guarded } = client;
        const a = { name: 'a', epoch: 1 };
        const b = { name: 'b', epoch: 1 };
        const other = await client.begin({ locks: [b] });
        expect(await guarded({ ...record, locks: [a, b] }, ['true'])).toEqual({ kind: 'busy', lock: 'b' });
        expect(await guarded({ ...record, locks: [a] }, ['true'])).toMatchObject({ kind: 'ran' });
        expect(await guarded({ ...record, locks: [a, b], waitMs: 50 }, ['true'])).toEqual({ kind: 'busy', lock: 'b' });
        const patient = guarded({ ...record, locks: [a, b], waitMs: 10_000 }, ['true']);
        await client.wake();
        expect(await patient).toMatchObject({ kind: 'ran' });
        expect(await other.outcome).toMatchObject({ kind: 'ran', result: { stdout: 'waiting\nwoken' } });
      });

      test('does not give its locks to a process that the command leaves behind', async ({ guarded }) => {
        const locks = [{ name: 'a', epoch: 1 }];
        expect(await guarded({ ...record, locks }, call(leaveDaemon, {}).argv)).toMatchObject({ kind: 'ran' });
        expect(await guarded({ ...record, locks }, ['true'])).toMatchObject({ kind: 'ran' });
      });

      test('frees its locks when the command is taken back', async (client) => {
        const locks = [{ name: 'a', epoch: 1 }];
        const back = new AbortController();
        const { outcome } = await client.begin({ ...record, locks }, { signal: back.signal });
        back.abort();
        await expect(outcome).rejects.toMatchObject({ code: 'COMMAND_ABORTED' });
        expect(await client.guarded({ ...record, locks }, ['true'])).toMatchObject({ kind: 'ran' });
      });
    });
  }

  describe(`${name}: records`, () => {
    const [older, newer] = [1, 2].map((epoch) => ({ locks: [{ name: 'a', epoch }] }));
    if (older === undefined || newer === undefined) throw new TypeError('there are two epochs');

    test('tell that a command whose client is gone runs on, holds its locks until its end, and how it ended', async (client) => {
      expect(await client.recorded('r')).toEqual({ kind: 'none' });
      await client.begin({ ...older, record: 'r' });
      await client.lose();
      expect(await client.recorded('r')).toEqual({ kind: 'running', stdout: 'waiting\n', stderr: '' });
      expect(await client.call(removeRecords(['r'], client.locks))).toBe('running');
      expect(await client.guarded(newer, ['true'])).toEqual({ kind: 'busy', lock: 'a' });
      const fence = client.guarded({ ...newer, waitMs: 10_000 }, ['true']);
      await client.wake();
      expect(await fence).toMatchObject({ kind: 'ran' });
      expect(await client.recorded('r')).toEqual({
        kind: 'ended',
        result: { code: 0, stdout: 'waiting\nwoken', stderr: '' },
      });
      expect(await client.guarded(older, ['true'])).toEqual({ kind: 'superseded', lock: 'a', have: 2 });
    });

    test('keep code and outputs until they are removed', async (client) => {
      const told = { stdout: 'ended 3\nout', stderr: 'err', code: 9 };
      await client.guarded({ ...older, record: 'r' }, call(say, told).argv);
      await client.guarded({ ...older, record: 's' }, ['true']);
      expect(await client.recorded('r')).toEqual({ kind: 'ended', result: told });
      expect(await client.call(removeRecords(['r', 'gone'], client.locks))).toBe('removed');
      expect(await client.recorded('r')).toEqual({ kind: 'none' });
      expect(await client.recorded('s')).toMatchObject({ kind: 'ended', result: { code: 0 } });
    });

    test('are none of a command that the guard refused', async (client) => {
      await client.guarded(newer, ['true']);
      await client.guarded({ ...older, record: 'r' }, ['true']);
      expect(await client.recorded('r')).toEqual({ kind: 'none' });
    });

    test('give the code of a signal for a command that was ended', async (client) => {
      const back = new AbortController();
      const { outcome } = await client.begin({ ...older, record: 'r' }, { signal: back.signal });
      back.abort();
      await expect(outcome).rejects.toMatchObject({ code: 'COMMAND_ABORTED' });
      expect(await client.recorded('r')).toMatchObject({ kind: 'ended', result: { code: 143 } });
    });
  });

  describe(`${name}: files`, () => {
    const replace = async (client: Client, before: string | undefined, text: string): Promise<string> => {
      const { argv, parse } = writeFileCall(`${client.files}/f`, before, text);
      const outcome = await client.guarded({ locks: [] }, argv, { input: text });
      return outcome.kind === 'ran' ? parse(outcome.result) : outcome.kind;
    };
    const plantFile = async (client: Client, text: string, mode: string): Promise<void> => {
      const { argv } = call(plant, { path: `${client.files}/f`, mode });
      expect(await client.guarded({ locks: [] }, argv, { input: text })).toMatchObject({ result: { code: 0 } });
    };
    const read = (client: Client): Promise<FileContent> => client.call(readFileCall(`${client.files}/f`));

    test('are replaced, and keep their mode', async (client) => {
      await plantFile(client, 'old\n', '640');
      expect(await read(client)).toEqual({ kind: 'text', text: 'old\n' });
      expect(await replace(client, 'old\n', 'new ü\nlonger\n')).toBe('written');
      expect(await client.call(call(show, { path: `${client.files}/f` }))).toEqual({
        mode: '640',
        text: 'new ü\nlonger\n',
      });
    });

    test('are not replaced when they are not what was read', async (client) => {
      await plantFile(client, 'mine\n', '644');
      expect(await replace(client, 'yours\n', 'new\n')).toBe('changed-meanwhile');
      expect(await replace(client, undefined, 'new\n')).toBe('changed-meanwhile');
      expect(await read(client)).toEqual({ kind: 'text', text: 'mine\n' });
      expect(await replace(client, 'mine\n', '')).toBe('written');
      expect(await read(client)).toEqual({ kind: 'text', text: '' });
    });

    test('are made where none is, readable for all', async (client) => {
      await plantFile(client, '', '600');
      const path = `${client.files}/g`;
      expect(await client.call(readFileCall(path))).toEqual({ kind: 'absent' });
      const { argv, parse } = writeFileCall(path, undefined, 'first\n');
      const outcome = await client.guarded({ locks: [] }, argv, { input: 'first\n' });
      expect(outcome.kind === 'ran' && parse(outcome.result)).toBe('written');
      expect(await client.call(call(show, { path }))).toEqual({ mode: '644', text: 'first\n' });
    });

    test('stay as they are when not all of the new text arrives', async (client) => {
      await plantFile(client, 'old\n', '644');
      const { argv, parse } = writeFileCall(`${client.files}/f`, 'old\n', 'new\nlonger\n');
      const outcome = await client.guarded({ locks: [] }, argv, { input: 'new\n' });
      expect(() => outcome.kind === 'ran' && parse(outcome.result)).toThrow('not written (code 67)');
      expect(await read(client)).toEqual({ kind: 'text', text: 'old\n' });
    });

    test('are not edited where they are directories', async (client) => {
      await plantFile(client, '', '644');
      expect(await client.call(readFileCall(client.files))).toMatchObject({ kind: 'not-editable' });
    });
  });
}

interface Client {
  readonly locks: string;
  readonly files: string;
  readonly transport: () => Transport;
  /** Loses the connection and makes another. */
  readonly lose: () => Promise<void>;
  readonly run: (argv: readonly string[], options?: Partial<RunOptions>) => Promise<RunResult>;
  readonly call: <Output>(call: Call<Output>) => Promise<Output>;
  readonly guarded: (guard: GuardTry, argv: readonly string[], options?: Partial<RunOptions>) => Promise<GuardOutcome>;
  /** A command that prints 'waiting', waits for `wake`, and prints 'woken'. */
  readonly waiting: readonly string[];
  /** Starts `waiting`; resolves when it has said so. */
  readonly begin: (
    guard: GuardTry,
    options?: Partial<RunOptions>,
  ) => Promise<{ readonly outcome: Promise<GuardOutcome> }>;
  readonly wake: () => Promise<void>;
  readonly recorded: (record: string) => Promise<RecordState>;
}

type GuardTry = Pick<GuardCall, 'locks' | 'record'> & { readonly waitMs?: number };

function clientOf(place: TransportPlace): Client {
  let transport = place.connect();
  let nonces = 0;
  const run: Client['run'] = (argv, options) => transport.run(place.host, argv, { timeoutMs: 20_000, ...options });
  const guarded: Client['guarded'] = async (guard, argv, options) => {
    nonces += 1;
    const full = { directory: place.locks, waitMs: 0, nonce: `n${nonces}`, ...guard };
    return readGuarded(full, await run(guardedArgv(full, argv), options));
  };
  const recorded: Client['recorded'] = async (record) => {
    const { argv, parse } = recordOf(record, place.locks);
    return parse(await run(argv));
  };
  const waiting = call(waitForFile, { path: `${place.files}/wake`, text: 'woken' }).argv;
  return {
    locks: place.locks,
    files: place.files,
    transport: () => transport,
    lose: async () => {
      await transport.close();
      transport = place.connect();
    },
    run,
    guarded,
    call: async ({ argv, parse }) => parse(await run(argv)),
    begin: async (guard, options) => {
      const seen: string[] = [];
      const outcome = guarded(guard, waiting, { ...options, onOutput: (_, text) => seen.push(text) });
      outcome.catch(() => undefined);
      const hasBegun = async (): Promise<boolean> => {
        if (guard.record === undefined) return seen.length > 0;
        const state = await recorded(guard.record);
        return state.kind === 'running' && state.stdout !== '';
      };
      while (!(await hasBegun())) await run(['true']);
      return { outcome };
    },
    waiting,
    wake: async () => {
      const { argv } = call(plant, { path: `${place.files}/wake`, mode: '644' });
      expect(await guarded({ locks: [] }, argv)).toMatchObject({ result: { code: 0 } });
    },
    recorded,
  };
}
