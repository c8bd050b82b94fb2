import { describe, expect, it } from 'vitest';
import { say, simulatedContractPrograms, waitForFile } from '../../test/remote/contract-programs.ts';
import {
  type CommandRecord,
  call,
  createHosts,
  defineProgram,
  findLinesCall,
  type HostSession,
  hostId,
  keepOneLine,
  sequence,
  type SessionOptions,
  simulate,
  word,
  words,
} from '../kernel/remote/index.ts';
import { createFleet, type Fleet } from './create-fleet.ts';
import { createVirtualTimer, type VirtualTimer } from './virtual-timer.ts';

const host = hostId('node-1');

/** Works for 25 s. */
const work = defineProgram({ name: 'work', grammar: words('work'), parse: ({ code }) => code });
const picky = defineProgram({
  name: 'picky',
  grammar: words('picky'),
  parse: (): never => {
    throw new SyntaxError('not JSON');
  },
});
/** Prints a password, and is understood where it says `ok`. */
const tell = defineProgram({
  name: 'tell',
  grammar: sequence(words('tell'), word('text')),
  parse: ({ stdout }) => {
    if (!stdout.startsWith('ok')) throw new SyntaxError(stdout);
    return stdout;
  },
  conceal: (text) => text.replaceAll('s3cret', '[secret]'),
});
const programs = [
  ...simulatedContractPrograms,
  simulate(tell, { changes: false }, (_, { text }) => ({ stdout: `${text} s3cret`, stderr: 's3cret too' })),
  simulate(work, { changes: true }, function* ({ files }) {
    yield 25_000;
    files.write('/worked', '');
    return {};
  }),
  simulate(picky, { changes: false }, () => ({ stdout: 'hm' })),
];

interface World {
  readonly timer: VirtualTimer;
  readonly fleet: Fleet;
  readonly commands: CommandRecord[];
  readonly session: (options?: Partial<SessionOptions>) => HostSession;
  readonly fence: (options?: Partial<SessionOptions>) => Promise<void>;
}

function aWorld(): World {
  const timer = createVirtualTimer();
  const fleet = createFleet({ timer, seed: '1', hosts: { [host]: {} }, programs });
  let nonces = 0;
  const hosts = createHosts({
    transport: fleet,
    clock: timer,
    newNonce: () => {
      nonces += 1;
      return `n${nonces}`;
    },
  });
  const commands: CommandRecord[] = [];
  const full = (options: Partial<SessionOptions>): SessionOptions => ({
    locks: ['a'],
    epoch: () => Promise.resolve(1),
    newEpoch: () => Promise.reject(new Error('nobody may take this over')),
    signal: new AbortController().signal,
    deadlineAtMs: timer.now() + 60_000,
    onCommand: (command) => commands.push(command),
    ...options,
  });
  return {
    timer,
    fleet,
    commands,
    session: (options = {}) => hosts.session(host, full(options)),
    fence: (options = {}) => hosts.fence(host, full(options)),
  };
}

/** Epochs that grow by one with each new grant. */
function epochsFrom(first: number): Pick<SessionOptions, 'epoch' | 'newEpoch'> & { readonly grants: number[] } {
  const grants = [first];
  return {
    grants,
    epoch: () => Promise.resolve(grants.at(-1) ?? first),
    newEpoch: () => Promise.resolve(grants.push((grants.at(-1) ?? first) + 1)),
  };
}

const told = { stdout: 'out', stderr: 'err', code: 3 };

describe('a session of a host', () => {
  it('reads without the guard, changes with it, and keeps what it ran', async () => {
    const { timer, fleet, commands, session } = aWorld();
    const opened = session({ locks: ['b', 'a'], recordName: () => 'op.1' });
    expect(await timer.run(opened.read(call(say, told)))).toEqual(told);
    expect(await timer.run(opened.change(call(say, told)))).toEqual(told);
    const command = { host, program: 'say', argv: call(say, told).argv, code: 3, stdout: 'out', stderr: 'err' };
    expect(commands).toMatchObject([
      { ...command, guarded: false },
      { ...command, guarded: true },
    ]);
    expect(commands[0]?.elapsedMs).toBeGreaterThan(0);
    expect(fleet.journal.map(({ locks, record }) => ({ locks, record }))).toEqual([
      { locks: undefined, record: undefined },
      { locks: ['a', 'b'].map((name) => ({ name, epoch: 1 })), record: 'op.1' },
    ]);
  });

  it('keeps the beginning and the end of a long output', async () => {
    const { timer, commands, session } = aWorld();
    const stdout = `begin${'x'.repeat(10_000)}end`;
    await timer.run(session().read(call(say, { ...told, stdout })));
    expect(commands[0]?.stdout).toMatch(/^begin[^]*\[5912 characters left out\][^]*end$/);
  });

  it('waits for a lock for longer than the guard does, and runs when it is free', async () => {
    const { timer, fleet, session } = aWorld();
    const worker = session().change(call(work, {}));
    await timer.run(timer.sleep(100));
    const startedAtMs = timer.now();
    expect(await timer.run(session().change(call(say, told)))).toEqual(told);
    expect(timer.now() - startedAtMs).toBeGreaterThan(24_000);
    expect(await timer.run(worker)).toBe(0);
    expect(fleet.journal.filter(({ end }) => end === 'busy').length).toBeGreaterThan(1);
  });

  it('says that a lock is busy at the deadline', async () => {
    const { timer, commands, session } = aWorld();
    const worker = session().change(call(work, {}));
    await timer.run(timer.sleep(100));
    const late = session({ deadlineAtMs: timer.now() + 5000 }).change(call(say, told));
    await expect(timer.run(late)).rejects.toMatchObject({ code: 'LOCK_BUSY', fields: { host, lock: 'a' } });
    expect(commands).toMatchObject([{ program: 'say', error: 'LOCK_BUSY' }]);
    expect(commands[0]).not.toHaveProperty('code');
    await timer.run(worker);
  });

  it('takes a new epoch for each refusal, and gives up after twenty', async () => {
    const { timer, session } = aWorld();
    await timer.run(session({ epoch: () => Promise.resolve(10) }).change(call(say, told)));
    const near = epochsFrom(8);
    expect(await timer.run(session(near).change(call(say, told)))).toEqual(told);
    expect(near.grants).toEqual([8, 9, 10]);
    await timer.run(session({ epoch: () => Promise.resolve(100) }).change(call(say, told)));
    const far = epochsFrom(11);
    await expect(timer.run(session(far).change(call(say, told)))).rejects.toMatchObject({
      code: 'LOCK_SUPERSEDED',
      fields: { lock: 'a', have: 100 },
    });
    expect(far.grants).toHaveLength(21);
  });

  it('runs nothing once the operation is lost', async () => {
    const { timer, fleet, session } = aWorld();
    await timer.run(session({ epoch: () => Promise.resolve(10) }).change(call(say, told)));
    await expect(timer.run(session().change(call(say, told)))).rejects.toThrow('nobody may take this over');
    const lost = session({ epoch: () => Promise.reject(new Error('lost')) });
    await expect(timer.run(lost.change(call(say, told)))).rejects.toThrow('lost');
    expect(fleet.journal.map(({ end }) => end)).toEqual(['ended', 'superseded']);
  });

  it('starts nothing after its deadline, and ends what runs at it', async () => {
    const { timer, fleet, session } = aWorld();
    const opened = session({ deadlineAtMs: timer.now() + 10_000 });
    await expect(timer.run(opened.change(call(work, {})))).rejects.toMatchObject({ code: 'COMMAND_TIMEOUT' });
    expect(fleet.journal).toMatchObject([{ name: 'work', end: 'terminated' }]);
    await expect(timer.run(opened.read(call(say, told)))).rejects.toMatchObject({ code: 'COMMAND_TIMEOUT' });
    expect(fleet.journal).toHaveLength(1);
  });

  it('gives a command its own shorter time, the wait for locks left out', async () => {
    const { timer, session } = aWorld();
    const worker = session().change(call(work, {}));
    await timer.run(timer.sleep(100));
    expect(await timer.run(session().change(call(say, told), { timeoutMs: 2000 }))).toEqual(told);
    await timer.run(worker);
    const startedAtMs = timer.now();
    const slow = session().read(call(waitForFile, { path: '/never', text: '' }), { timeoutMs: 2000 });
    await expect(timer.run(slow)).rejects.toMatchObject({ code: 'COMMAND_TIMEOUT' });
    expect(timer.now() - startedAtMs).toBe(2000);
  });

  it('ends a command when its signal is aborted', async () => {
    const { timer, session } = aWorld();
    const back = new AbortController();
    const running = session({ signal: back.signal }).change(call(work, {}));
    await timer.run(timer.sleep(100));
    back.abort();
    await expect(timer.run(running)).rejects.toMatchObject({ code: 'COMMAND_ABORTED', fields: { program: 'work' } });
  });

  it('says that an answer is not understood when the parser throws', async () => {
    const { timer, commands, session } = aWorld();
    await expect(timer.run(session().read(call(picky, {})))).rejects.toMatchObject({
      code: 'COMMAND_ANSWER_UNKNOWN',
      fields: { host, program: 'picky', code: 0, said: 'hm' },
      cause: new SyntaxError('not JSON'),
    });
    expect(commands).toMatchObject([{ code: 0, stdout: 'hm', error: 'COMMAND_ANSWER_UNKNOWN' }]);
  });

  it('keeps no secret that a program prints, neither in records nor in what it says of them', async () => {
    const { timer, commands, session } = aWorld();
    expect(await timer.run(session().read(call(tell, { text: 'ok' })))).toBe('ok s3cret');
    const failed = timer.run(session().read(call(tell, { text: 'hm' })));
    await expect(failed).rejects.toMatchObject({ fields: { said: '[secret] too' } });
    expect(commands).toMatchObject([
      { stdout: 'ok [secret]', stderr: '[secret] too' },
      { stdout: 'hm [secret]', stderr: '[secret] too' },
    ]);
  });
});

describe('a fence', () => {
  it('waits for a command of an earlier holder, and keeps its later ones out', async () => {
    const { timer, fleet, session, fence } = aWorld();
    const working = session().change(call(work, {}));
    await timer.run(timer.sleep(100));
    await timer.run(fence({ epoch: () => Promise.resolve(2), recordName: () => 'unused' }));
    expect(fleet.host(host).files.kindOf('/worked')).toBe('file');
    await timer.run(working);
    await expect(timer.run(session().change(call(work, {})))).rejects.toThrow('nobody may take this over');
    expect(fleet.journal.some(({ record }) => record !== undefined)).toBe(false);
  });
});

describe('editing a file on a host', () => {
  const append = (line: string) => (text: string) => `${text}${line}\n`;
  const fstab = (fleet: Fleet): string | undefined => fleet.host(host).files.read('/fstab');

  it('makes it, changes it, and writes nothing where nothing changes', async () => {
    const { timer, fleet, session } = aWorld();
    const opened = session();
    await timer.run(opened.edit('/fstab', append('one')));
    await timer.run(opened.edit('/fstab', append('two')));
    await timer.run(opened.edit('/fstab', (text) => text));
    await timer.run(opened.edit('/missing', (text) => text));
    expect(fstab(fleet)).toBe('one\ntwo\n');
    expect(fleet.journal.filter(({ effect }) => effect)).toHaveLength(2);
    expect(fleet.host(host).files.list('/')).toEqual(['fstab']);
  });

  it('begins again on what somebody else wrote meanwhile', async () => {
    const { timer, fleet, session } = aWorld();
    fleet.faultPlan = ({ name }) => {
      if (name !== 'replace file') return undefined;
      fleet.faultPlan = undefined;
      fleet.host(host).files.write('/fstab', 'theirs\n');
      return undefined;
    };
    await timer.run(session().edit('/fstab', append('ours')));
    expect(fstab(fleet)).toBe('theirs\nours\n');
  });

  it('gives up on a file that never holds still, and leaves it', async () => {
    const { timer, fleet, session } = aWorld();
    let count = 0;
    fleet.faultPlan = ({ name }) => {
      count += 1;
      if (name === 'replace file') fleet.host(host).files.write('/fstab', `${count}\n`);
      return undefined;
    };
    await expect(timer.run(session().edit('/fstab', append('ours')))).rejects.toMatchObject({
      code: 'FILE_CONTENDED',
      fields: { path: '/fstab', tries: 20 },
    });
    expect(fstab(fleet)).toBe(`${count}\n`);
  });

  it('leaves the old text or the new one when the power fails', async () => {
    for (const atYield of [0, 1, 2, 3]) {
      const { timer, fleet, session } = aWorld();
      await timer.run(session().edit('/fstab', append('one')));
      fleet.faultPlan = ({ name }) => (name === 'replace file' ? { kind: 'power-cut-during', atYield } : undefined);
      await expect(timer.run(session().edit('/fstab', append('two')))).rejects.toMatchObject({ code: 'HOST_LOST' });
      fleet.faultPlan = undefined;
      fleet.powerOn(host);
      expect(['one\n', 'one\ntwo\n']).toContain(fstab(fleet));
      await timer.run(session().edit('/fstab', append('three')));
      expect(fleet.host(host).files.list('/')).toEqual(['fstab']);
    }
  });

  it('refuses what is no file, and a path that is not absolute', async () => {
    const { timer, fleet, session } = aWorld();
    fleet.host(host).files.makeDirectory('/etc');
    await expect(timer.run(session().edit('/etc', append('x')))).rejects.toMatchObject({ code: 'FILE_NOT_EDITABLE' });
    await expect(timer.run(session().edit('fstab', append('x')))).rejects.toThrow(TypeError);
  });
});

describe('keeping a line of a file on a host', () => {
  const lineOf = (name: string): string => `/dev/${name} /mnt/${name} xfs`;
  const on = (name: string) => ({ number: 2, key: `/mnt/${name}` });
  const keep = (opened: HostSession, name: string, line: string | undefined = lineOf(name)): Promise<void> =>
    keepOneLine(opened, '/fstab', on(name), line);
  const drop = (opened: HostSession, name: string): Promise<void> => keepOneLine(opened, '/fstab', on(name), undefined);
  const fstab = (fleet: Fleet): string | undefined => fleet.host(host).files.read('/fstab');

  it('makes the file, adds lines, takes them away, and leaves nothing beside it', async () => {
    const { timer, fleet, session } = aWorld();
    const opened = session();
    await timer.run(drop(opened, 'a'));
    expect(fstab(fleet)).toBeUndefined();
    for (const name of ['a', 'b', 'b', 'c']) await timer.run(keep(opened, name));
    await timer.run(keep(opened, 'a', '/dev/x /mnt/a ext4'));
    await timer.run(drop(opened, 'b'));
    expect(fstab(fleet)).toBe(`${lineOf('c')}\n/dev/x /mnt/a ext4\n`);
    expect(await timer.run(opened.read(findLinesCall('/fstab', on('c'))))).toEqual([lineOf('c')]);
    expect(await timer.run(opened.read(findLinesCall('/fstab', on('b'))))).toEqual([]);
    expect(fleet.host(host).files.list('/')).toEqual(['fstab']);
  });

  it('leaves the old text or the new one when the power fails', async () => {
    for (const atYield of [0, 1, 2]) {
      const { timer, fleet, session } = aWorld();
      await timer.run(keep(session(), 'a'));
      fleet.faultPlan = ({ name }) => (name === 'keep line' ? { kind: 'power-cut-during', atYield } : undefined);
      await expect(timer.run(keep(session(), 'b'))).rejects.toMatchObject({ code: 'HOST_LOST' });
      fleet.faultPlan = undefined;
      fleet.powerOn(host);
      expect([`${lineOf('a')}\n`, `${lineOf('a')}\n${lineOf('b')}\n`]).toContain(fstab(fleet));
      await timer.run(keep(session(), 'b'));
      expect(fstab(fleet)).toBe(`${lineOf('a')}\n${lineOf('b')}\n`);
      expect(fleet.host(host).files.list('/')).toEqual(['fstab']);
    }
  });

  it('refuses what is no file', async () => {
    const { timer, fleet, session } = aWorld();
    fleet.host(host).files.makeDirectory('/fstab');
    await expect(timer.run(keep(session(), 'a'))).rejects.toMatchObject({ code: 'FILE_NOT_EDITABLE' });
    expect(await timer.run(session().read(findLinesCall('/fstab', on('a'))))).toEqual([]);
  });
});
