import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/store/fixtures.ts';
import { readArgv } from '../remote/index.ts';
import { askGlusterd, type HostFacts, hostFacts, readFacts, wantedPrograms } from './host-facts.ts';

/** Runs the fixed text by another shell than `sh`, on this machine. */
function factsBy(shell: readonly string[], environment: Record<string, string> = {}): HostFacts {
  const { argv, parse } = hostFacts();
  const [program = '', ...before] = shell;
  const { status, stdout, stderr } = spawnSync(program, [...before, ...argv.slice(1)], {
    encoding: 'utf8',
    // With a socket there, bash takes itself for the shell of a remote login, and reads its start-up file.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', ...environment },
  });
  expect(stderr).toBe('');
  return parse({ code: status ?? -1, stdout, stderr });
}

const shells = [['sh'], ['dash'], ['bash'], ['busybox', 'sh']].map((shell) => [shell] as const);

describe('the facts of a host', () => {
  it.for(shells)('are read by %s on this machine', ([shell], { skip }) => {
    if (spawnSync(shell[0] ?? '', ['--help']).error !== undefined) skip(`no ${shell.join(' ')}`);
    const facts = factsBy(shell);
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync('/proc/1/stat', 'utf8');
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    expect(facts).toMatchObject({
      uid: process.getuid?.(),
      system: execFileSync('uname', ['-srm'], { encoding: 'utf8' }).trim(),
      era: `${boot}/${start}`,
      hasFlock: true,
      // busybox takes its own dd and tail before those of the system, whatever is asked for.
      ...(shell[0] === 'busybox' ? {} : { hasNofollow: true, hasTail: true }),
    });
    expect(facts.programs['findmnt']).toEqual({ path: expect.stringMatching(/\/findmnt$/), isInPath: true });
  });

  it('tell programs that are not in the PATH, and those that are nowhere', () => {
    const folder = temporaryFolder();
    for (const name of ['id', 'uname']) symlinkSync(`/usr/bin/${name}`, join(folder, name));
    const facts = factsBy(['/bin/sh'], { PATH: folder });
    expect(facts.programs['findmnt']).toEqual({ path: '/usr/bin/findmnt', isInPath: false });
    expect(facts).toMatchObject({ hasFlock: false, hasNofollow: false, hasTail: false });
  });

  it('are not taken from an answer without the user id', () => {
    const { parse } = hostFacts();
    expect(() => parse({ code: 0, stdout: 'uid \nsystem x\n', stderr: '' })).toThrow(TypeError);
    expect(() => parse({ code: 1, stdout: 'uid 0\nsystem x\n', stderr: '' })).toThrow(TypeError);
  });

  it('lack what a host does not tell, or tells in another form', () => {
    const { parse } = hostFacts();
    const stdout = 'uid 1000\nsystem Linux 6.1.0 x86_64\nmachine-id uninitialized\nboot b\n';
    const facts = parse({ code: 0, stdout, stderr: '' });
    expect(facts).toEqual({
      uid: 1000,
      system: 'Linux 6.1.0 x86_64',
      hasFlock: false,
      hasNofollow: false,
      hasTail: false,
      canKeepLocks: false,
      programs: {},
    });
  });

  it('are asked for by words that the program reads back', () => {
    expect(readArgv(readFacts, hostFacts().argv)).toEqual({ programs: wantedPrograms });
  });
});

describe('the question to glusterd', () => {
  // GlusterFS 10.3, and coreutils 9.1 for a time that is over.
  it.each([
    [{ code: 0, stdout: 'UUID\tHostname\tState\n', stderr: '' }, { kind: 'answers' }],
    [
      { code: 1, stdout: '', stderr: 'Connection failed. Please check if gluster daemon is operational.\n' },
      { kind: 'silent', said: 'Connection failed. Please check if gluster daemon is operational.' },
    ],
    [
      { code: 124, stdout: '', stderr: '' },
      { kind: 'silent', said: 'no answer within 10 s' },
    ],
    [
      { code: 126, stdout: '', stderr: '' },
      { kind: 'silent', said: 'code 126' },
    ],
  ])('makes of %j: %j', (result, meaning) => {
    expect(askGlusterd.parse(result, {})).toEqual(meaning);
  });
});
