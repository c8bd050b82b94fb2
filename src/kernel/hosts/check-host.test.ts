import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  createLocalTransport,
  type HostId,
  type HostKey,
  readHostKey,
  remoteErrors,
  type Transport,
} from '../remote/index.ts';
import { findingCodes } from './findings.ts';
import type { HostReport } from './host-report.ts';
import type { HostParts } from './parts.ts';
import {
  actor,
  anInventory,
  fingerprint,
  line,
  otherLine,
  settings,
  type TestInventory,
} from './testing/an-inventory.ts';

/** A host whose commands fail in a way, or give these facts. */
function answering(answer: Error | (() => string)): Transport {
  return {
    run: (_host, argv) => {
      if (answer instanceof Error) return Promise.reject(answer);
      const isFacts = argv.includes('hostreeve-facts');
      return Promise.resolve({ code: 0, stdout: isFacts ? answer() : '', stderr: '' });
    },
    close: () => Promise.resolve(),
  };
}

const machine = '0123456789abcdef0123456789abcdef';
const healthy = (machineId = machine, start = 1): string =>
  [
    'uid 0',
    'system Linux 6.1.0 x86_64',
    `machine-id ${machineId}`,
    'boot b',
    `start ${start}`,
    ...['flock', 'nofollow', 'tail', 'locks'].map((name) => `has ${name}`),
    ...['gluster', 'glusterd', 'lvm', 'mkfs.xfs', 'mount', 'umount', 'findmnt'].map(
      (name) => `program ${name} /x/${name}`,
    ),
  ].join('\n');

interface Checked {
  readonly hosts: TestInventory;
  readonly id: HostId;
}

async function aHost(
  answer: Error | (() => string),
  changes: Partial<HostParts> = {},
  keys = [line],
): Promise<Checked> {
  const transport = answering(answer);
  const hosts = await anInventory({ transport: () => transport, ...changes });
  const addresses = [{ address: '10.0.0.1' }, { address: '10.0.0.2' }];
  const { id } = await hosts.add(actor, { name: 'node1', addresses, keys });
  return { hosts, id };
}

const codes = ({ findings }: HostReport): readonly string[] => findings.map(({ code }) => code);
const showing =
  (...lines: string[]): (() => Promise<readonly HostKey[]>) =>
  () =>
    Promise.resolve(lines.map(readHostKey));

describe('the check of a host', () => {
  it('finds what this machine has, and remembers by what it is known', async () => {
    const local = createLocalTransport({
      host: 'b'.repeat(32) as HostId,
      environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    const hosts = await anInventory({ transport: () => local, randomBytes: () => Buffer.alloc(16, 0xbb) });
    const { id } = await hosts.add(actor, { name: 'node1' });
    const report = await hosts.check(id);
    expect(report).toMatchObject({ host: id, name: 'node1', login: { name: 'root', uid: process.getuid?.() } });
    expect(codes(report)).not.toContain('flock-missing');
    const host = await hosts.get(id);
    expect(host).toMatchObject({ era: report.era, checkedAtMs: report.checkedAtMs });
    expect(host.era).toContain(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  });

  it('does not take the id in a container for that of a machine', async () => {
    let facts = healthy();
    const pods = { settings: { ...settings, usesAgent: false, transport: 'kubernetes' as const } };
    const { hosts, id } = await aHost(() => facts, pods, []);
    await hosts
      .add(actor, { name: 'node2', addresses: [{ address: '10.0.0.3' }] })
      .then(({ id: other }) => hosts.check(other));
    expect(codes(await hosts.check(id))).toEqual([]);
    facts = healthy('f'.repeat(32), 2);
    const report = await hosts.check(id);
    expect(codes(report)).toEqual(['rebooted']);
    expect(report).not.toHaveProperty('machineId');
    facts = facts.replace(/^machine-id.*\n/m, '');
    expect(codes(await hosts.check(id))).toEqual([]);
  });

  it('finds nothing to complain of on a host that has everything, and where it was reached', async () => {
    const { hosts, id } = await aHost(healthy, { probeKeys: showing(line, otherLine) });
    expect(await hosts.check(id)).toEqual({
      host: id,
      name: 'node1',
      checkedAtMs: hosts.parts.clock.now(),
      isUsable: true,
      reachedAt: '10.0.0.1:22',
      addresses: ['10.0.0.1:22', '10.0.0.2:22'].map((address) => ({
        address,
        answers: true,
        keys: [
          { type: 'ssh-ed25519', fingerprint, state: 'known' },
          { type: 'ssh-ed25519', fingerprint: readHostKey(otherLine).fingerprint, state: 'unknown' },
        ],
      })),
      login: { name: 'root', uid: 0 },
      system: 'Linux 6.1.0 x86_64',
      machineId: machine,
      era: 'b/1',
      programs: expect.objectContaining({ gluster: '/x/gluster', findmnt: '/x/findmnt' }),
      glusterd: 'answers',
      findings: [],
    });
  });

  it('notices a boot, and another machine in the place of a host', async () => {
    let facts = healthy();
    const { hosts, id } = await aHost(() => facts);
    await hosts.check(id);
    facts = healthy(machine, 2);
    const rebooted = await hosts.check(id);
    expect([codes(rebooted), rebooted.isUsable]).toEqual([['rebooted'], true]);
    expect(codes(await hosts.check(id))).toEqual([]);
    const other = 'f'.repeat(32);
    facts = healthy(other);
    const changed = await hosts.check(id);
    expect([codes(changed), changed.isUsable]).toEqual([['machine-changed'], false]);
    expect(await hosts.get(id)).toMatchObject({ machineId: other, era: 'b/1' });
    expect((await hosts.audited()).at(-1)).toMatchObject({
      who: '[server]',
      action: 'host.machine-changed',
      body: { name: 'node1', was: machine, is: other },
    });
  });

  it('tells of hosts that are one machine', async () => {
    const { hosts, id } = await aHost(healthy);
    const twin = await hosts.add(actor, { name: 'node2' });
    await hosts.check(twin.id);
    const report = await hosts.check(id);
    expect(report.findings).toMatchObject([{ code: 'machine-shared', text: 'the machine id is also that of node2' }]);
  });

  it('tells what a host lacks, and what to install', async () => {
    const { hosts, id } = await aHost(() => 'uid 1000\nsystem x\noutside lvm /usr/sbin/lvm\nprogram mount /x/mount\n');
    const report = await hosts.check(id);
    expect(codes(report)).toEqual([
      'machine-id-missing',
      'not-root',
      'flock-missing',
      'coreutils-missing',
      'tail-missing',
      'locks-unwritable',
      'program-missing',
      'program-missing',
      'program-outside-path',
      'program-missing',
      'program-missing',
      'program-missing',
    ]);
    expect(report).toMatchObject({ isUsable: false, programs: { lvm: '/usr/sbin/lvm', gluster: null } });
    expect(report).not.toHaveProperty('glusterd');
  });

  it('tells a glusterd that does not answer', async () => {
    const transport: Transport = {
      run: (_host, argv) =>
        Promise.resolve(
          argv[0] === 'timeout'
            ? { code: 1, stdout: '', stderr: 'Connection failed.\n' }
            : { code: 0, stdout: healthy(), stderr: '' },
        ),
      close: () => Promise.resolve(),
    };
    const { hosts, id } = await aHost(healthy, { transport: () => transport });
    expect(await hosts.check(id)).toMatchObject({
      glusterd: 'silent',
      isUsable: true,
      findings: [{ code: 'glusterd-silent', text: 'glusterd does not answer: Connection failed.' }],
    });
  });

  const host = 'x';
  const unreachable = (reason: string): Error => remoteErrors.HOST_UNREACHABLE({ host, reason });
  it.each([
    [unreachable('sudo did not start the command (code 1): sudo: a password is required'), 'sudo-refused'],
    [unreachable('10.0.0.1:22: All configured authentication methods failed'), 'login-refused'],
    [unreachable('10.0.0.1:22: root@10.0.0.1: Permission denied (publickey).'), 'login-refused'],
    [unreachable('10.0.0.1:22: connect ECONNREFUSED'), 'not-reached'],
    [remoteErrors.COMMAND_TIMEOUT({ host, program: 'p', timeoutMs: 1 }), 'not-reached'],
    [remoteErrors.POD_UNUSABLE({ host, name: 'n', reason: '2 pods share the label' }), 'pod-unusable'],
    [remoteErrors.KUBERNETES_UNUSABLE({ reason: 'the API server answered 403' }), 'kubernetes-unusable'],
    [remoteErrors.GUARD_BROKEN({ host, reason: 'its pod does not take them' }), 'locks-unwritable'],
    [new TypeError('there is no user id'), 'not-reached'],
  ])('makes of %s: %s', async (error, code) => {
    const { hosts, id } = await aHost(error);
    const report = await hosts.check(id);
    expect([codes(report), report.isUsable]).toEqual([[code], false]);
    expect(report).not.toHaveProperty('login');
    expect((await hosts.get(id)).checkedAtMs).toBeUndefined();
  });

  it('tells of keys that are not known, with the command that accepts them', async () => {
    const error = remoteErrors.HOST_KEY_UNKNOWN({ host, name: 'node1', address: 'a', keyType: 't', fingerprint });
    const { hosts, id } = await aHost(error, { probeKeys: showing(line) }, []);
    const report = await hosts.check(id);
    expect(codes(report)).toEqual(['key-unknown', 'key-unknown']);
    expect(report.findings[0]?.remedy).toContain(`hostreeve host accept-key node1 ${fingerprint}`);
  });

  it('tells of one address where something else answers, and one where nothing does', async () => {
    const { hosts, id } = await aHost(healthy, {
      probeKeys: (_, { address }) =>
        address === '10.0.0.1' ? Promise.reject(new Error('connect ETIMEDOUT')) : showing(otherLine)(),
    });
    const report = await hosts.check(id);
    expect(report).toMatchObject({
      reachedAt: '10.0.0.2:22',
      isUsable: false,
      addresses: [{ answers: false, reason: 'connect ETIMEDOUT' }, { answers: true }],
      findings: [{ code: 'address-silent' }, { code: 'key-changed' }],
    });
  });

  it('looks at no keys where the first one is taken or certificates count, and at the revoked ones always', async () => {
    const files = {
      version: () => Promise.resolve('1'),
      read: () => Promise.resolve(`@cert-authority * ${line}\n@revoked * ${otherLine}\n`),
    };
    const known = { ...settings, enrolment: { kind: 'known-hosts', files: ['/kh'] } } as const;
    const certified = await aHost(healthy, { settings: known, files, probeKeys: showing(line) }, []);
    expect(codes(await certified.hosts.check(certified.id))).toEqual([]);
    const revoked = await aHost(healthy, { settings: known, files, probeKeys: showing(otherLine) }, [otherLine]);
    expect(codes(await revoked.hosts.check(revoked.id))).toEqual(['key-revoked', 'key-revoked']);
    const firstUse = { ...settings, enrolment: { kind: 'first-use' } } as const;
    const fresh = await aHost(healthy, { settings: firstUse, probeKeys: showing(line) }, []);
    expect(codes(await fresh.hosts.check(fresh.id))).toEqual([]);
  });

  it('has a line for each finding on the page for operators', () => {
    const page = readFileSync('docs/operating/hosts.md', 'utf8');
    const listed = [...page.matchAll(/^\| `([a-z-]+)` \| (error|warning|notice) \|/gm)].map(([, code, severity]) => [
      code,
      severity,
    ]);
    expect(Object.fromEntries(listed)).toEqual(findingCodes);
  });
});
