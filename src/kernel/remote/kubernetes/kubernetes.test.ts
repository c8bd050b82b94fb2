import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1Pod } from '@kubernetes/client-node';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hostileWord } from '../../../../test/remote/hostile-words.ts';
import { startTestKubernetes, type TestKubernetes } from '../../../../test/remote/kubernetes-server.ts';
import { podTimer, podTransport } from '../../../../test/remote/pod-transport.ts';
import { writeKubeconfig } from '../../../../test/remote/write-kubeconfig.ts';
import { describeError } from '../../errors.ts';
import { guardedArgv, readGuarded } from '../guard.ts';
import { hostId } from '../host-id.ts';
import { recordOf } from '../record.ts';
import type { RunOptions, RunResult } from '../transport.ts';
import type { KubernetesTransportOptions } from './kubernetes.ts';

const stateFolder = '/var/lib/heketi/hostreeve';

interface World {
  readonly kubernetes: TestKubernetes;
  readonly folder: string;
  readonly run: (argv: readonly string[], options?: Partial<RunOptions>) => Promise<RunResult>;
}

/** An API server with the pod of node-1, and a transport to it. */
async function aWorld(changes: Partial<KubernetesTransportOptions> = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'hostreeve-pods-'));
  const kubernetes = await startTestKubernetes(folder);
  kubernetes.addPod('glusterfs-a', 'node-1');
  const { run } = anotherTransport(kubernetes, changes);
  onTestFinished(async () => {
    await kubernetes.stop();
    rmSync(folder, { recursive: true, maxRetries: 3 });
  });
  return { kubernetes, folder, run };
}

function anotherTransport(
  kubernetes: TestKubernetes,
  changes: Partial<KubernetesTransportOptions> = {},
): Pick<World, 'run'> {
  const transport = podTransport(kubernetes, changes);
  onTestFinished(() => transport.close());
  return { run: (argv, options) => transport.run(hostId('node-1'), argv, { timeoutMs: 20_000, ...options }) };
}

/** Runs a command that says that it has begun and lasts; resolves when it has begun. */
async function begin(run: World['run'], argv: readonly string[]): Promise<Promise<RunResult>[]> {
  const begun = Promise.withResolvers<void>();
  const running = run(argv, { name: 'long sleep', onOutput: () => begun.resolve() });
  running.catch(() => undefined);
  await Promise.race([begun.promise, running]);
  return [running];
}

/** A program in a pod that stands before that of the image. */
function plant(root: string, name: string, script: string): void {
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const lasting = ['sh', '-c', 'echo begun; sleep 5'];
const readyNoMore = (pod: V1Pod): void => {
  if (pod.status !== undefined)
    pod.status.conditions = [{ type: 'Ready', status: 'False', message: 'glusterd is down' }];
};

describe('commands in pods', () => {
  it('get hostile words as they are', async () => {
    const { run } = await aWorld();
    const words = fc.array(hostileWord, { minLength: 1000, maxLength: 1000 });
    await fc.assert(
      fc.asyncProperty(words, async (argv) => {
        const { stdout } = await run(['printf', '%s\\0', ...argv]);
        expect(stdout.split('\0').slice(0, -1)).toEqual(argv);
      }),
      { numRuns: 5 },
    );
  });

  it('may have 120,000 bytes of arguments, none of which stand in an address', async () => {
    const { kubernetes, run } = await aWorld();
    expect((await run(['printf', '%s', 'secret'.padEnd(119_900, 'x')])).stdout).toHaveLength(119_900);
    await expect(run(['printf', '%s', 'x'.repeat(120_001)])).rejects.toMatchObject({ code: 'ARGUMENT_UNSENDABLE' });
    const addresses = kubernetes.asked.map(({ url }) => String(url));
    expect(addresses.filter((address) => address.length > 4000 || address.includes('secret'))).toEqual([]);
  });

  it('tell the codes of a program that is not there, and of one that a signal ended', async () => {
    const { run } = await aWorld();
    expect(await run(['hostreeve-no-such-program'])).toMatchObject({ code: 127 });
    expect(await run(['/etc/passwd'])).toMatchObject({ code: 126 });
    expect(await run(['sh', '-c', 'kill -KILL $$'])).toMatchObject({ code: 137 });
    for (const code of [74, 75, 124, 255]) expect(await run(['sh', '-c', `exit ${code}`])).toMatchObject({ code });
  });

  it('give the first 8 MiB of an output, and run on to their end', async () => {
    const { run } = await aWorld();
    const result = await run(['sh', '-c', 'head -c 9000000 /dev/zero | tr "\\0" x; exit 4']);
    expect(result).toMatchObject({ code: 4, truncated: true });
    expect(result.stdout).toHaveLength(8 * 1024 * 1024);
  });

  it.each(['v4.channel.k8s.io', 'v5.channel.k8s.io'])(
    'get 10 MB of input over %s, and need not read it',
    async (protocol) => {
      const { kubernetes, run } = await aWorld();
      kubernetes.protocols = [protocol];
      const input = Buffer.alloc(10_000_000, 'input');
      const digest = execFileSync('sha256sum', { input, encoding: 'utf8' });
      expect((await run(['sha256sum'], { input })).stdout).toBe(digest);
      expect(await run(['sh', '-c', 'exit 3'], { input })).toMatchObject({ code: 3 });
    },
  );

  it('need not wait for the output of a process that is left behind', async () => {
    const { run } = await aWorld();
    expect(await run(['sh', '-c', 'sleep 10 & echo started'])).toMatchObject({ code: 0, stdout: 'started\n' });
  });

  it('end with all that they started, also those that do not want to', async () => {
    const { run } = await aWorld();
    const seen: string[] = [];
    const stubborn = run(['sh', '-c', 'trap "" TERM; ps -o pgid= $$; sleep 100 & while :; do sleep 1; done'], {
      timeoutMs: 1500,
      onOutput: (_, text) => seen.push(text.trim()),
    });
    await expect(stubborn).rejects.toMatchObject({ code: 'COMMAND_TIMEOUT' });
    const { stdout } = await run([
      'sh',
      '-c',
      'ps -o args= -e -o pgid= | grep "$1\\$" | grep -v -e grep -e defunct',
      'x',
      seen[0] ?? '',
    ]);
    expect(stdout).not.toContain('sleep');
  });

  it('compat(heketi): have `timeout` before them unless that is switched off', async () => {
    const { kubernetes, run } = await aWorld();
    await run(['true'], { timeoutMs: 30_500 });
    const { run: plainly } = anotherTransport(kubernetes, { hasTimeoutPrefix: false });
    await plainly(['true']);
    const commands = kubernetes.asked
      .filter(({ kind }) => kind === 'exec')
      .map(({ url }) => url.searchParams.getAll('command'));
    const lines = commands.filter((words) => words.includes('hostreeve-exec'));
    expect(lines.map((words) => words.slice(0, 5))).toEqual([
      ['timeout', '-k', '10', '91', 'sh'],
      ['sh', '-c', expect.anything(), 'hostreeve-exec', expect.anything()],
    ]);
  });

  it('run in the first container, or the one that is named', async () => {
    const { kubernetes, run } = await aWorld();
    await run(['true']);
    const { run: inSidecar } = anotherTransport(kubernetes, { container: 'sidecar' });
    await expect(inSidecar(['true'])).rejects.toMatchObject({
      code: 'POD_UNUSABLE',
      message: expect.stringContaining('the container sidecar of its pod glusterfs-a is on no volume'),
    });
    const containers = kubernetes.asked
      .map(({ url }) => url.searchParams.get('container'))
      .filter((name) => name !== null);
    expect(new Set(containers)).toEqual(new Set(['glusterfs']));
  });

  it('wait for each other beyond the bound for all pods, which keeps no host from its turn', async () => {
    const { kubernetes } = await aWorld();
    kubernetes.addPod('glusterfs-b', 'node-2');
    const transport = podTransport(kubernetes, { maxCommands: 3, bounds: { commands: 2 } });
    onTestFinished(() => transport.close());
    const onBoth = ['node-1', 'node-2'].flatMap((host) =>
      Array.from({ length: 8 }, (_, code) =>
        transport.run(hostId(host), ['sh', '-c', `sleep 0.05; exit ${code}`], { timeoutMs: 20_000 }),
      ),
    );
    const codes = (await Promise.all(onBoth)).map(({ code }) => code);
    expect(codes).toEqual([...Array(8).keys(), ...Array(8).keys()]);
    // The connections of commands that have ended say farewell.
    expect(kubernetes.mostOpen()).toBeGreaterThan(1);
    const late = transport.run(hostId('node-1'), lasting, { timeoutMs: 20_000 });
    const others = [1, 2].map(() => transport.run(hostId('node-2'), lasting, { timeoutMs: 20_000 }));
    const waiting = transport.run(hostId('node-1'), ['true'], { timeoutMs: 300 });
    await expect(waiting).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
      message: expect.stringContaining('waiting for other commands on all hosts took longer than 300 ms'),
    });
    await transport.close();
    await Promise.allSettled([late, ...others]);
  });
});

describe('the pod of a host', () => {
  it.each([
    ['by its label', {}, 'node-1'],
    ['as one of a DaemonSet', { glusterDaemonSet: true }, 'node-1'],
    ['by its name', { usePodNames: true }, 'gluster-a'],
  ])('is found %s', async (_, rule, host) => {
    const { kubernetes } = await aWorld();
    kubernetes.addPod('gluster-a', 'node-9');
    const transport = podTransport(kubernetes, rule);
    onTestFinished(() => transport.close());
    expect(await transport.run(hostId(host), ['true'], { timeoutMs: 20_000 })).toMatchObject({ code: 0 });
    const nobody = transport.run(hostId('node-2'), ['true'], { timeoutMs: 20_000 });
    await expect(nobody).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
      message: expect.stringContaining('there is no pod'),
    });
  });

  it('is found anew when another one has taken its place, without anybody noticing', async () => {
    const { kubernetes, run } = await aWorld();
    await run(['true']);
    kubernetes.removePod('glusterfs-a');
    kubernetes.addPod('glusterfs-b', 'node-1');
    expect(await run(['sh', '-c', 'exit 3'])).toMatchObject({ code: 3 });
    expect(kubernetes.asked.at(-1)?.url.pathname).toContain('/glusterfs-b/');
  });

  it('is found anew when its container was started anew, and nothing runs there before', async () => {
    const { kubernetes, run } = await aWorld();
    await run(['true']);
    kubernetes.restart('glusterfs-a');
    const before = kubernetes.asked.length;
    expect(await run(['sh', '-c', 'exit 3'])).toMatchObject({ code: 3 });
    const kinds = kubernetes.asked.slice(before).map(({ kind }) => kind);
    expect(kinds).toEqual(['exec', 'list', 'exec', 'exec']);
  });

  it('keeps a signal for a command of its container from those of the next one', async () => {
    const { kubernetes, run } = await aWorld();
    const begun = Promise.withResolvers<string>();
    const running = run(['sh', '-c', 'ps -o pgid= $$; sleep 8'], {
      timeoutMs: 1500,
      onOutput: (_, text) => begun.resolve(text.trim()),
    });
    running.catch(() => undefined);
    const group = await begun.promise;
    kubernetes.restart('glusterfs-a');
    await expect(running).rejects.toMatchObject({ code: 'COMMAND_TIMEOUT' });
    expect(
      execFileSync('ps', ['-o', 'pgid=', '-e'], { encoding: 'utf8' })
        .split('\n')
        .map((line) => line.trim()),
    ).toContain(group);
    process.kill(-Number(group), 'SIGKILL');
  });

  it('is looked for after a while even where it answers, and another one is taken', async () => {
    const at = { now: Date.now() };
    const { kubernetes, run } = await aWorld({ timer: { ...podTimer, now: () => at.now } });
    await run(['true']);
    kubernetes.addPod('glusterfs-b', 'node-1');
    const [old] = kubernetes.asked.filter(({ kind }) => kind === 'exec');
    kubernetes.intercept = ({ url }) => {
      // The label was taken from the old pod, which runs on.
      if (url.pathname.endsWith('/pods')) kubernetes.removePod('glusterfs-a');
      return undefined;
    };
    at.now += 60_000;
    expect(await run(['true'])).toMatchObject({ code: 0 });
    expect(kubernetes.asked.at(-1)?.url.pathname).not.toBe(old?.url.pathname);
  });

  it('is refused once it is not ready any more', async () => {
    const at = { now: Date.now() };
    const { kubernetes, run } = await aWorld({ timer: { ...podTimer, now: () => at.now } });
    await run(['true']);
    kubernetes.addPod('glusterfs-a', 'node-1', readyNoMore);
    at.now += 60_000;
    await expect(run(['true'])).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
      message: expect.stringContaining('its pod glusterfs-a is not ready (Running, glusterd is down)'),
    });
  });

  it('is found anew when an exec into it is not possible any more, as with a new one that has no node yet', async () => {
    const { kubernetes, run } = await aWorld();
    await run(['true']);
    let refused = 0;
    kubernetes.intercept = ({ kind }) => {
      if (kind !== 'exec' || refused > 0) return undefined;
      refused += 1;
      return { status: 400, message: 'pod glusterfs-a does not have a host assigned' };
    };
    expect(await run(['sh', '-c', 'exit 3'])).toMatchObject({ code: 3 });
    expect(refused).toBe(1);
  });

  it('that is gone again right after it was found is no reason to look for it without end', async () => {
    const { kubernetes, run } = await aWorld();
    kubernetes.intercept = ({ kind }) => (kind === 'exec' ? { status: 404, message: 'pods "x" not found' } : undefined);
    await expect(run(['true'])).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
    expect(kubernetes.asked.length).toBeLessThan(4);
  });
});

describe('what the guard keeps in a pod', () => {
  it('lies on the volume that lasts, behind a link in its usual place', async () => {
    const { kubernetes, run } = await aWorld();
    const pod = kubernetes.addPod('glusterfs-a', 'node-1');
    await run(['true']);
    expect(readlinkSync(join(pod.root, '/var/lib/hostreeve'))).toBe(join(pod.root, stateFolder));
    await run(['true']);
    const { run: another } = anotherTransport(kubernetes);
    expect(await another(['true'])).toMatchObject({ code: 0 });
  });

  it('keeps late commands out after the pod was replaced, and tells how one ended that it was lost with', async () => {
    const { kubernetes, folder, run } = await aWorld();
    const directory = join(folder, 'hostPath', 'locks');
    const guard = (epoch: number, nonce: string): Parameters<typeof guardedArgv>[0] => ({
      locks: [{ name: 'a', epoch }],
      waitMs: 10_000,
      record: 'r',
      directory,
      nonce,
    });
    const [running] = await begin(run, guardedArgv(guard(5, 'n1'), ['sh', '-c', 'echo begun; sleep 0.5; exit 9']));
    kubernetes.cut();
    await expect(running).rejects.toMatchObject({ code: 'HOST_LOST' });
    kubernetes.removePod('glusterfs-a');
    kubernetes.addPod('glusterfs-b', 'node-1');
    const fence = { ...guard(6, 'n2'), record: 'fence' };
    expect(readGuarded(fence, await run(guardedArgv(fence, ['true'])))).toMatchObject({ kind: 'ran' });
    const { argv, parse } = recordOf('r', directory);
    expect(parse(await run(argv))).toMatchObject({ kind: 'ended', result: { code: 9, stdout: 'begun\n' } });
    const late = guard(5, 'n3');
    expect(readGuarded(late, await run(guardedArgv(late, ['true'])))).toEqual({
      kind: 'superseded',
      lock: 'a',
      have: 6,
    });
  });

  it('is refused where something else is in its place', async () => {
    const { kubernetes, run } = await aWorld();
    const { root } = kubernetes.addPod('glusterfs-a', 'node-1');
    mkdirSync(join(root, 'var/lib/hostreeve'), { recursive: true });
    await expect(run(['true'])).rejects.toMatchObject({
      code: 'POD_UNUSABLE',
      message: expect.stringContaining('is there already, and no link to'),
    });
    rmSync(join(root, 'var/lib/hostreeve'), { recursive: true });
    symlinkSync('/elsewhere', join(root, 'var/lib/hostreeve'));
    await expect(run(['true'])).rejects.toMatchObject({ code: 'POD_UNUSABLE' });
  });

  it('may lie in its usual place, where a volume is mounted there', async () => {
    const { kubernetes } = await aWorld();
    const { root } = kubernetes.addPod('glusterfs-a', 'node-1', ({ spec }) => {
      spec?.volumes?.push({ name: 'state', hostPath: { path: '/var/lib/hostreeve' } });
      spec?.containers[0]?.volumeMounts?.push({ name: 'state', mountPath: '/var/lib/hostreeve' });
    });
    mkdirSync(join(root, 'var/lib/hostreeve'), { recursive: true });
    const { run } = anotherTransport(kubernetes, { stateFolder: '/var/lib/hostreeve' });
    expect(await run(['true'])).toMatchObject({ code: 0 });
  });

  it('is a reason to start nothing where the input of commands would not be whole', async () => {
    const { kubernetes, run } = await aWorld();
    const { root } = kubernetes.addPod('glusterfs-a', 'node-1');
    plant(root, 'head', 'cat >"$0.read"; exec /usr/bin/head "$@" <"$0.read"');
    await expect(run(['true'])).rejects.toMatchObject({
      code: 'POD_UNUSABLE',
      message: expect.stringContaining('its head is not that of GNU coreutils'),
    });
  });

  it('is not waited for without end where the disk hangs', async () => {
    const { kubernetes, run } = await aWorld({ prepareMs: 200 });
    const { root } = kubernetes.addPod('glusterfs-a', 'node-1');
    plant(root, 'mkdir', 'exec sleep 5');
    await expect(run(['true'])).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
      message: expect.stringContaining('no command can be run in its pod glusterfs-a: it did not end within 200 ms'),
    });
  });

  it('is a reason to start nothing where it cannot be made', async () => {
    const { kubernetes, run } = await aWorld();
    const { root } = kubernetes.addPod('glusterfs-a', 'node-1');
    mkdirSync(join(root, 'var'), { recursive: true });
    writeFileSync(join(root, 'var/lib'), '');
    await expect(run(['true'])).rejects.toMatchObject({ code: 'GUARD_BROKEN', retry: 'backoff' });
  });
});

describe('a program that gives the credentials', () => {
  /** A transport that comes by what such a program prints. */
  async function byProgram(
    script: string,
    changes: Partial<KubernetesTransportOptions> = {},
  ): Promise<Pick<World, 'kubernetes' | 'run'>> {
    const { kubernetes, folder } = await aWorld();
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script] };
    const kubeconfigFile = writeKubeconfig(kubernetes, folder, { exec });
    const access = { environment: {}, kubeconfigFile, namespace: kubernetes.namespace };
    return { kubernetes, ...anotherTransport(kubernetes, { access, ...changes }) };
  }

  const credential = (token: string): string =>
    JSON.stringify({ kind: 'ExecCredential', status: { token } }).replaceAll('"', '\\"');

  it('is run, and its token is used', async () => {
    const { kubernetes, run } = await byProgram(`echo "${credential('first-token')}"`);
    expect(await run(['sh', '-c', 'exit 3'])).toMatchObject({ code: 3 });
    expect(new Set(kubernetes.asked.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer first-token']),
    );
  });

  it.each([
    [
      'says why not, and the API server is not asked',
      'echo "the login has expired" >&2; exit 1',
      'the login has expired',
    ],
    ['has printed a bare token, which is not shown', 'echo eyJhbGciOi', 'what gives them answered in another form'],
    ['has printed something else', 'echo "{}"', 'what gives them answered in another form'],
  ])('is told of when it %s', async (_, script, words) => {
    const { kubernetes, run } = await byProgram(script);
    const refused = await run(['true']).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'HOST_UNREACHABLE',
      message: expect.stringContaining(`the credentials for the API server are not to be had: ${words}`),
    });
    expect(describeError(refused)).not.toContain('eyJ');
    expect(kubernetes.asked).toEqual([]);
  });

  it('is not waited for without end', async () => {
    const { run } = await byProgram('exec sleep 5', { apiBounds: { answerMs: 200 } });
    await expect(run(['true'])).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
      message: expect.stringContaining('the credentials for the API server were not there within 200 ms'),
    });
  });
});

describe('an API server', () => {
  it('is asked with the token that the service account has by now', async () => {
    const { kubernetes, run } = await aWorld();
    await run(['true']);
    kubernetes.tokens.clear();
    kubernetes.tokens.add('second-token');
    kubernetes.writeToken('second-token');
    expect(await run(['true'])).toMatchObject({ code: 0 });
    expect(kubernetes.asked.at(-1)?.authorization).toBe('Bearer second-token');
  });

  it('that takes no token is not asked again and again', async () => {
    const { kubernetes, run } = await aWorld();
    kubernetes.tokens.clear();
    await expect(run(['true'])).rejects.toMatchObject({
      code: 'KUBERNETES_UNUSABLE',
      message: expect.stringContaining('answered 401'),
    });
    expect(kubernetes.asked).toHaveLength(2);
  });

  it('is not told the token when its certificate is of no authority that is trusted', async () => {
    const { kubernetes, folder, run } = await aWorld();
    const other = mkdtempSync(join(folder, 'other-'));
    const impostor = await startTestKubernetes(other);
    onTestFinished(() => impostor.stop());
    writeFileSync(
      join(kubernetes.serviceAccountFolder, 'ca.crt'),
      execFileSync('cat', [join(other, 'api-server.pem')]),
    );
    await expect(run(['true'])).rejects.toMatchObject({
      code: 'KUBERNETES_UNUSABLE',
      message: expect.stringContaining('the certificate of the API server is not trusted'),
    });
    expect(kubernetes.asked).toEqual([]);
  });

  it('that was given another certificate is trusted when the service account says so', async () => {
    const { kubernetes, run } = await aWorld();
    const file = join(kubernetes.serviceAccountFolder, 'ca.crt');
    const right = execFileSync('cat', [file]);
    writeFileSync(file, '');
    expect(
      await run(['true']).then(
        () => 'ran',
        () => 'refused',
      ),
    ).toBe('refused');
    writeFileSync(file, right);
    expect(await run(['true'])).toMatchObject({ code: 0 });
  });

  it.each([
    [403, 'KUBERNETES_UNUSABLE', 'never'],
    [404, 'HOST_UNREACHABLE', 'backoff'],
    [410, 'HOST_UNREACHABLE', 'backoff'],
    [422, 'KUBERNETES_UNUSABLE', 'never'],
    [429, 'HOST_UNREACHABLE', 'backoff'],
    [500, 'HOST_UNREACHABLE', 'backoff'],
    [503, 'HOST_UNREACHABLE', 'backoff'],
  ])('that answers %i has certainly started nothing: %s', async (status, code, retry) => {
    for (const refused of ['list', 'exec'] as const) {
      const { kubernetes, run } = await aWorld();
      kubernetes.intercept = ({ kind }) => (kind === refused ? { status, message: 'for a reason' } : undefined);
      await expect(run(['true'])).rejects.toMatchObject({
        code,
        retry,
        message: expect.stringContaining(`${status}: for a reason`),
      });
    }
  });

  it('that cannot be reached is a host that cannot be reached', async () => {
    const { kubernetes, run } = await aWorld();
    await kubernetes.stop();
    await expect(run(['true'])).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it.each(['before a pod is found', 'before an exec is opened'])(
    'that does not answer %s is not waited for without end, and nothing is left open',
    async (when) => {
      const { kubernetes, run } = await aWorld({ apiBounds: { answerMs: 2000 } });
      if (when !== 'before a pod is found') await run(['true']);
      while (kubernetes.open() > 0) await podTimer.sleep(10);
      kubernetes.isDeaf = true;
      await expect(run(['true'])).rejects.toMatchObject({
        code: 'HOST_UNREACHABLE',
        message: expect.stringContaining('the API server did not answer within 2000 ms'),
      });
      while (kubernetes.open() > 0) await podTimer.sleep(10);
      kubernetes.isDeaf = false;
      expect(await run(['sh', '-c', 'exit 3'])).toMatchObject({ code: 3 });
    },
  );

  it('that speaks none of the protocols which tell the end of a command is refused', async () => {
    const { kubernetes, run } = await aWorld();
    kubernetes.protocols = [];
    await expect(run(['true'])).rejects.toMatchObject({
      code: 'KUBERNETES_UNUSABLE',
      message: expect.stringContaining('v4.channel.k8s.io'),
    });
  });

  it('that loses the connection in the middle of a command leaves its end unknown', async () => {
    const { kubernetes, run } = await aWorld();
    const [running] = await begin(run, lasting);
    kubernetes.cut();
    await expect(running).rejects.toMatchObject({ code: 'HOST_LOST', fields: { program: 'long sleep' } });
    expect(await run(['true'])).toMatchObject({ code: 0 });
  });

  it('that falls silent in the middle of a command leaves its end unknown', async () => {
    const { kubernetes, run } = await aWorld({ apiBounds: { pingMs: 20, silentMs: 400 } });
    const [running] = await begin(run, lasting);
    kubernetes.isSilent = true;
    await expect(running).rejects.toMatchObject({
      code: 'HOST_LOST',
      message: expect.stringContaining('has said nothing for 400 ms'),
    });
  });

  it('that tells a fault of its own in place of an end leaves it unknown', async () => {
    const { kubernetes, run } = await aWorld();
    await run(['true']);
    kubernetes.nextStatus = { status: 'Failure', reason: 'InternalError', message: 'error dialing backend' };
    await expect(run(['sh', '-c', 'kill -KILL 0'])).rejects.toMatchObject({
      code: 'HOST_LOST',
      message: expect.stringContaining('error dialing backend'),
    });
  });

  it('that says that the container cannot start a command has started none', async () => {
    const { kubernetes, run } = await aWorld();
    await run(['true']);
    kubernetes.hasNoShell = true;
    await expect(run(['true'])).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  });

  it('that says so of one that has begun leaves its end unknown', async () => {
    const { kubernetes, run } = await aWorld();
    await run(['true']);
    const message = 'OCI runtime exec failed: unable to start container process';
    kubernetes.nextStatus = { status: 'Failure', reason: 'InternalError', message };
    await expect(run(['sh', '-c', 'kill -KILL 0'])).rejects.toMatchObject({ code: 'HOST_LOST' });
  });

  it('has no connection left open by commands that have ended', async () => {
    const { kubernetes, run } = await aWorld();
    for (let times = 0; times < 5; times += 1) await run(['true']);
    while (kubernetes.open() > 0) await podTimer.sleep(10);
    const [running] = await begin(run, ['sh', '-c', 'echo begun; sleep 0.2']);
    await running;
    while (kubernetes.open() > 0) await podTimer.sleep(10);
  });
});
