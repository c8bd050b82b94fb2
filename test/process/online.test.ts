import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import type { Schemas } from '../../client/index.ts';
import { anOperation } from '../../src/cli/online/testing/an-operation.ts';
import { tokenFor } from '../heketi/tokens.ts';
import { type Product, startProduct } from '../conformance/start-product.ts';

const PROGRAM = resolve('bin/hostreeve');
/** Each command is a process of its own, which takes its time on a machine that has other work. */
const unhurried = { timeout: 180_000 };

interface End {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Place {
  readonly folder: string;
  readonly server?: string;
  readonly token?: string;
}

/** Starts a command as a person would, with nothing of this process's own settings. */
function begin(
  args: readonly string[],
  { folder, server, token }: Place,
): { process: ChildProcess; end: Promise<End> } {
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    ...(server === undefined ? {} : { HOSTREEVE_SERVER: server }),
    ...(token === undefined ? {} : { HOSTREEVE_TOKEN: token }),
  };
  const child = spawn(PROGRAM, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const code = new Promise<number | null>((ended) => child.once('exit', ended));
  const end = Promise.all([code, text(child.stdout), text(child.stderr)]).then(([status, stdout, stderr]) => ({
    code: status,
    stdout,
    stderr,
  }));
  return { process: child, end };
}

const run = (words: readonly string[], place: Place): Promise<End> => begin(words, place).end;

const TOPOLOGY = {
  clusters: [
    {
      nodes: [1, 2, 3].map((number) => ({
        node: {
          hostnames: { manage: [`node${number}.example.org`], storage: [`10.0.0.${number}`] },
          zone: number,
          tags: { rack: `r${number}` },
        },
        devices: ['/dev/sdb', { name: '/dev/sdc', destroydata: false }],
      })),
    },
  ],
};

describe('commands that talk to a server', unhurried, () => {
  let folder: string;
  let product: Product;
  let place: Place;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hostreeve-online-'));
    const keys = { HEKETI_ADMIN_KEY: 'of a test', HEKETI_USER_KEY: 'of a test' };
    product = await startProduct(['--data', join(folder, 'data')], { HEKETI_EXECUTOR: 'mock', ...keys });
    place = { folder, server: product.url };
    writeFileSync(join(folder, 'topology.json'), JSON.stringify(TOPOLOGY));
  }, 60_000);

  afterAll(async () => {
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs one that is done well, and gives what it printed. */
  const ok = async (words: string): Promise<string> => {
    const { code, stdout, stderr } = await run(words.split(' '), place);
    expect([code, stderr.match(/^error.*/m)], words).toEqual([0, null]);
    return stdout;
  };
  const json = async <Shape>(words: string): Promise<Shape> => JSON.parse(await ok(`${words} --output json`)) as Shape;
  /** Runs one that fails with one line. */
  const fails = async (words: string, where: Partial<Place> = {}): Promise<readonly [number | null, string]> => {
    const { code, stdout, stderr } = await run(words.split(' '), { ...place, ...where });
    expect(stdout, words).toBe('');
    expect(stderr, words).toMatch(/^error: [^\n]*\n(\(hostreeve --help.*\n)?$/);
    return [code, stderr.split('\n')[0] ?? ''];
  };

  it('tell the whole story of a volume', async () => {
    const first = await run(['topology', 'load', 'topology.json'], place);
    expect([first.code, first.stdout.replace(/[0-9a-f]{32}/, 'ID')]).toEqual([
      0,
      [
        'cluster ID: added',
        ...[1, 2, 3].flatMap((number) => [
          `  node node${number}.example.org: added`,
          `    device node${number}.example.org:/dev/sdb: added`,
          `    device node${number}.example.org:/dev/sdc: added`,
        ]),
        '',
      ].join('\n'),
    ]);
    expect(first.stderr).toMatch(/^device\.add [0-9a-f]{32}: /m);
    expect(first.stderr).not.toContain('\u001b');
    expect(first.stderr).toMatch(/\nadded 1 cluster, 3 nodes, 6 devices; 0 were there; 0 failed\n$/);
    const again = await run(['topology', 'load', 'topology.json'], place);
    expect(again).toMatchObject({
      code: 0,
      stderr: 'added 0 clusters, 0 nodes, 0 devices; 10 were there; 0 failed\n',
    });

    expect(await ok('host list')).toMatch(/^ID +NAME +ADDRESSES +KEYS +CHECKED\n(.*node\d\.example\.org:22.*\n){3}$/);
    expect(await ok('host check node1.example.org')).toMatch(/^node1\.example\.org: can be worked with \(/);
    expect(await ok('node show 10.0.0.2')).toMatch(/^TAGS +rack=r2$/m);

    const trial = await ok('volume create backup --size 100GiB --dry-run');
    expect(trial).toMatch(/^would do:\n {2}create\n( {4}- make brick .*\n){3}/);
    expect(trial).toContain('because:\n  - 100 GiB, 3 replicas');
    expect(await ok('volume list')).toBe('ID  NAME  SIZE  KIND  CLUSTER  MOUNT\n');
    const plan = trial.match(/--if-plan (\S+)/)?.[1] ?? '';
    const planned = new Set([...trial.matchAll(/make brick (\S+)/g)].map(([, id]) => id));
    const made = await run(['volume', 'create', 'backup', '--size', '100GiB', '--if-plan', plan], place);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9a-f]{32}\n$/) });
    // How many lines there are on the way, none included, is a matter of speed.
    expect(made.stderr).toMatch(/^(volume\.create [0-9a-f]{32}: .+\n)*volume\.create done in \d+ s\n$/);
    const id = made.stdout.trim();

    expect(await ok('volume list')).toMatch(
      new RegExp(`^ID .*\n${id} +backup +100 GiB +replica 3 .* 10\\.0\\.0\\.\\d:/backup\n$`),
    );
    expect(await ok('drift examine')).toBe('ID  SEVERITY  CODE  REPAIR  SINCE  FOUND\n');
    expect(await json('drift list')).toEqual([]);
    expect((await run(['drift', 'repair', '--all'], place)).stderr).toBe('nothing can be repaired by itself\n');
    const asJson = await json<Schemas['Volume'][]>('volume list');
    expect(asJson).toMatchObject([{ id, name: 'backup', sizeGib: 100 }]);
    expect(parse(await ok('volume list --output yaml'))).toEqual(asJson);
    // What was shown is what was done.
    expect(new Set(asJson[0]?.bricks.map((brick) => brick.id))).toEqual(planned);
    expect(await ok('volume show backup')).toMatch(
      /^BRICK +NODE +SIZE +ROLE +STATE +PATH\n(.*node\d\.example\.org +100 GiB.*\n){3}/m,
    );
    expect(await ok(`volume show ${id}`)).toBe(await ok('volume show backup'));
    expect(await fails('volume create backup --size 1')).toEqual([1, expect.stringContaining('(VOLUME_NAME_TAKEN)')]);
    expect(await ok('topology show')).toContain(`  volume backup, 100 GiB (${id})\n`);
    expect(await ok('device list --node node1.example.org')).toMatch(/^(.*\n){3}$/);

    const [operation] = await json<Schemas['OperationSummary'][]>('operation list --kind volume.create');
    expect(operation).toMatchObject({ kind: 'volume.create', state: 'succeeded' });
    const number = operation?.id ?? '';
    expect(await ok(`operation watch ${number}`)).toMatch(/^STATE +succeeded$/m);
    expect(await ok(`operation log ${number}`)).toMatch(/^1 {2}\S+ {2}planned [^]* ended state=succeeded/);
    expect(await ok(`operation log ${number} --commands`)).toMatch(
      /^ {2}node\d\.example\.org\$ gluster .*volume create/m,
    );
    expect(await ok(`operation show ${number}`)).toContain('because:\n  - 100 GiB, 3 replicas');

    const events = await run(['event', 'follow', '--after', '0', '--count', '2', '--output', 'json'], place);
    expect(
      events.stdout
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as Schemas['Event']).seq),
    ).toEqual([1, 2]);

    const deleted = await run(['volume', 'delete', 'backup', '--yes'], place);
    expect(deleted).toMatchObject({ code: 0, stdout: '' });
    expect(await json('volume list')).toEqual([]);
  });

  it('expand a volume and say how far its rebalance is', async () => {
    await ok('topology load topology.json');
    await ok('volume create grown --size 10');
    expect(await ok('volume expand grown --by 5GiB --dry-run')).toContain('start a rebalance of the volume grown');
    await ok('volume expand grown --by 5GiB');
    expect(await json('volume show grown')).toMatchObject({ sizeGib: 15, rebalance: 'running' });
    expect(await ok('volume rebalance grown --status')).toMatch(/^STATE +(running|completed)$/m);
    await ok('volume rebalance grown --stop');
    expect(await json('volume rebalance grown --status')).toMatchObject({ state: 'stopped' });
    await ok('volume rebalance grown');
    expect(await fails('volume expand none --by 1')).toEqual([1, expect.stringContaining("no volume 'none'")]);
    await ok('volume delete grown --yes');
  });

  it('start operations without waiting for them, which can be watched', async () => {
    await ok('topology load topology.json');
    const id = (await ok('volume create later --size 1 --no-wait')).trim();
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const watched = await json<Schemas['Operation']>(`operation watch ${id}`);
    expect(watched).toMatchObject({ id, kind: 'volume.create', state: 'succeeded' });
    expect(await fails(`operation cancel ${id}`)).toEqual([1, expect.stringContaining('(OPERATION_ENDED)')]);
    await ok('volume delete later --yes --output json');
  });

  it('tell the story of a block volume', async () => {
    await ok('topology load topology.json');
    const hosting = (await ok('volume create hosting --size 100GiB --block')).trim();
    const id = (await ok('block-volume create disk --size 10GiB --hosts 2 --auth')).trim();
    expect(await json('block-volume list --volume hosting')).toMatchObject([
      { id, name: 'disk', sizeGib: 10, hosting },
    ]);
    expect(await ok('block-volume show disk')).toMatch(/IQN +iqn\.2016-12\.org\.gluster-block:/);
    expect(await json('block-volume credentials disk')).toEqual({
      username: expect.any(String),
      password: expect.any(String),
    });
    expect(await ok('volume restrict hosting locked')).toMatch(/RESTRICTION +locked/);
    expect(await fails('block-volume create --size 1')).toEqual([1, expect.stringContaining('(BLOCK_HOSTING_OFF)')]);
    await ok('volume restrict hosting none');
    await ok('block-volume expand disk --size 20GiB');
    expect(await json(`block-volume show ${id}`)).toMatchObject({ sizeGib: 20 });
    expect(await fails('volume delete hosting --yes')).toEqual([
      1,
      expect.stringContaining('(VOLUME_HAS_BLOCK_VOLUMES)'),
    ]);
    await ok('block-volume delete disk --yes');
    await ok('volume delete hosting --yes');
  });

  it('take devices and nodes out again, by their names', async () => {
    const other = {
      clusters: [
        { nodes: [{ node: { hostnames: { manage: ['spare'], storage: ['spare'] }, zone: 1 }, devices: ['/dev/sdb'] }] },
      ],
    };
    writeFileSync(join(folder, 'spare.json'), JSON.stringify(other));
    const items = await json<{ kind: string; id: string }[]>('topology load spare.json');
    const cluster = items.find(({ kind }) => kind === 'cluster')?.id ?? '';
    expect(await fails('device delete spare:/dev/sdb --yes')).toEqual([
      1,
      expect.stringContaining('(DEVICE_NOT_FAILED)'),
    ]);
    expect(await ok('node tag spare rack=a row=7')).toBe('rack  a\nrow   7\n');
    expect(await json('node tag spare rack=b --remove row')).toEqual({ rack: 'b' });
    expect(await ok('device tag spare:/dev/sdb speed=fast')).toBe('speed  fast\n');
    expect(await ok('device show spare:/dev/sdb')).toMatch(/^TAGS +speed=fast$/m);
    expect(await ok('device tag spare:/dev/sdb --set')).toBe('');
    expect(await fails('node tag spare')).toEqual([2, expect.stringContaining('say what to change')]);
    expect(await fails('node tag spare rack')).toEqual([2, expect.stringContaining('Give KEY=VALUE')]);
    expect(await ok('device resync spare:/dev/sdb')).toMatch(/^\/dev\/sdb: \d.* \(\+0 KiB\)\n$/);
    expect(await ok('host drain spare --dry-run')).toMatch(/^would do:\n {2}node spare\n {4}- set it offline\n/);
    expect((await fails('host drain spare'))[1]).toContain('where nobody can be asked, say --yes');
    expect(await ok('host drain spare --yes')).toBe('');
    expect(await ok('host drain spare --yes')).toMatch(/: nothing is to do\n$/);
    expect(await ok('node show spare')).toMatch(/^STATE +failed$/m);
    expect(await fails('brick show 00ff')).toEqual([1, expect.stringContaining('(BRICK_NOT_FOUND)')]);
    await ok('device disable spare:/dev/sdb');
    await ok('device remove spare:/dev/sdb');
    expect(await ok('device show spare:/dev/sdb')).toMatch(/^STATE +failed$/m);
    await ok('device delete spare:/dev/sdb --yes');
    await ok('node delete spare --yes');
    await ok(`cluster delete ${cluster}`);
    // The host came with the node, and goes with it.
    expect(await ok('host list')).not.toContain('spare');
    expect(await fails('node show spare')).toEqual([
      1,
      "error: there is no node 'spare'; 'hostreeve node list' shows what there is",
    ]);
  });

  it('move the bricks off a host that is drained, also when whoever told them to was gone in the middle', async () => {
    const hosts = ['drain1', 'drain2', 'drain3', 'drain4'];
    const nodes = hosts.map((name, index) => ({
      node: { hostnames: { manage: [name], storage: [name] }, zone: index + 1 },
      devices: ['/dev/sdb'],
    }));
    writeFileSync(join(folder, 'drain.json'), JSON.stringify({ clusters: [{ nodes }] }));
    const items = await json<{ kind: string; id: string }[]>('topology load drain.json');
    const cluster = items.find(({ kind }) => kind === 'cluster')?.id ?? '';
    for (const name of ['first', 'second'])
      await ok(`volume create ${name} --size 1GiB --replica 3 --cluster ${cluster}`);
    const all = await json<Schemas['Node'][]>('node list');
    const bricksOn = (list: readonly Schemas['Node'][], host: string): readonly string[] =>
      (list.find(({ manage }) => manage[0] === host)?.devices ?? [])
        .flatMap(({ bricks }) => bricks)
        .map(({ volume = '' }) => volume);
    const host = hosts.toSorted((a, b) => bricksOn(all, b).length - bricksOn(all, a).length)[0] ?? '';
    expect(bricksOn(all, host)).toHaveLength(2);

    const { process: drain, end } = begin(['host', 'drain', host, '--yes'], place);
    await expect
      .poll(async () => (await json<Schemas['Node']>(`node show ${host}`)).state, { timeout: 20_000 })
      .not.toBe('online');
    drain.kill('SIGINT');
    await end;
    // What was begun goes on without anybody.
    const open = async (): Promise<readonly unknown[]> =>
      (await json<{ state: string }[]>('operation list --kind node.remove')).filter(
        ({ state }) => state !== 'succeeded',
      );
    await expect.poll(open, { timeout: 60_000 }).toEqual([]);
    await ok(`host drain ${host} --yes`);
    const drained = await json<Schemas['Node'][]>('node list');
    expect(drained.find(({ manage }) => manage[0] === host)?.state).toBe('failed');
    expect(bricksOn(drained, host)).toEqual([]);
    expect(hosts.flatMap((each) => bricksOn(drained, each))).toHaveLength(6);
    expect(await ok(`host drain ${host} --yes`)).toMatch(/: nothing is to do\n$/);
    for (const name of ['first', 'second']) await ok(`volume delete ${name} --yes`);
  });

  it('write hosts down with what they are known by, and never say a secret again', async () => {
    const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKb3vXbY0m3K1i0n0m2n0p4r5s6t7u8v9w0x1y2z3a4b';
    writeFileSync(join(folder, 'host.pub'), `${key} of a test\n`);
    const id = (
      await ok('host add box --address box.example.org --address [2001:db8::1]:2222 --key-file host.pub')
    ).trim();
    expect(await ok('host show box')).toMatch(/^ADDRESSES +box\.example\.org:22 \[2001:db8::1\]:2222$/m);
    expect(await json('host show box')).toMatchObject({ id, keys: [{ type: 'ssh-ed25519', how: 'given' }] });
    await ok(`host remove ${id}`);
  });

  it('go on behind items of a topology that fail, and end with 1', async () => {
    const node = (name: string, devices: readonly string[]): object => ({
      node: { hostnames: { manage: [name], storage: [name] }, zone: 1 },
      devices,
    });
    const nodes = [node('good.example.org', ['no/path', '/dev/sdb'])];
    writeFileSync(join(folder, 'poor.json'), JSON.stringify({ clusters: [{ nodes }] }));
    const { code, stdout, stderr } = await run(['topology', 'load', 'poor.json', '--output', 'yaml'], place);
    expect([code, parse(stdout)]).toEqual([
      1,
      [
        expect.objectContaining({ kind: 'cluster', outcome: 'added' }),
        expect.objectContaining({ kind: 'node', name: 'good.example.org', outcome: 'added' }),
        expect.objectContaining({
          kind: 'device',
          outcome: 'failed',
          note: expect.stringContaining('name must match'),
        }),
        expect.objectContaining({ kind: 'device', name: 'good.example.org:/dev/sdb', outcome: 'added' }),
      ],
    ]);
    expect(stderr).toMatch(/added 1 cluster, 1 node, 1 device; 0 were there; 1 failed\n$/);
  });

  it('say what is wrong in one line, with what to do', async () => {
    expect(await fails('volume show 0123456789abcdef0123456789abcdef')).toEqual([
      1,
      'error: there is no volume 0123456789abcdef0123456789abcdef (VOLUME_NOT_FOUND)',
    ]);
    expect(await fails('volume show none')).toEqual([
      1,
      "error: there is no volume 'none'; 'hostreeve volume list' shows what there is",
    ]);
    const wrong = 'canary-in-a-token';
    const [code, line] = await fails('volume list', { token: wrong });
    expect([code, line]).toEqual([
      1,
      expect.stringMatching(/\(UNAUTHENTICATED\); the token was that of HOSTREEVE_TOKEN$/),
    ]);
    expect(line).not.toContain(wrong);
    expect(await fails('volume list --token-file none')).toEqual([
      1,
      'error: no token can be read from none: there is no such file',
    ]);
    expect(await fails('volume delete x')).toEqual([1, expect.stringContaining("no volume 'x'")]);
    await ok('volume create kept --size 1');
    expect(await fails('volume delete kept')).toEqual([
      2,
      'error: this destroys all data of the volume kept; where nobody can be asked, say --yes',
    ]);
    expect(await fails('device show /dev/sdb')).toEqual([1, expect.stringMatching(/give the id of a device: /)]);
  });

  it('find wrong usage before anything is asked', async () => {
    const nowhere = { server: 'http://127.0.0.1:9' };
    for (const words of [
      'volume create --size 12MB',
      'volume create --size 1 --replica 4',
      'volume create --size 1 --disperse 4+2 --replica 3',
      'volume create',
      'volume list --server localhost',
      'operation list --state done',
      'host add x --sudo',
      'operation watch x --timeout soon',
      'topology load none.json',
      'volume create --size 1 --dry-run --if-plan x',
    ])
      expect([words, (await fails(words, nowhere))[0]]).toEqual([words, 2]);
    writeFileSync(join(folder, 'bad.json'), '{"clusters": [{"nodes": [{}]}, 4]}');
    const { code, stderr } = await run(['topology', 'load', 'bad.json'], { ...place, ...nowhere });
    expect([code, stderr]).toEqual([
      2,
      'error: bad.json: clusters[0].nodes[0].node: is missing\nerror: bad.json: clusters[1]: must be an object\nerror: bad.json: clusters[1].nodes: is missing\n',
    ]);
  });

  it("show the administrative state of Heketi's API, set it, and lead out of read-only", async () => {
    expect(await ok('server heketi-state')).toBe('normal\n');
    expect(await ok('server heketi-state read-only')).toBe('read-only\n');
    const refused = await fetch(`${product.url}/clusters`, {
      method: 'POST',
      headers: { authorization: `bearer ${tokenFor('POST', '/clusters', { key: 'of a test' })}` },
      body: '{}',
    });
    expect(refused.status).toBe(503);
    expect(await json('server heketi-state normal')).toEqual({ state: 'normal' });
    const { code, stderr } = await run(['server', 'heketi-state', 'off'], place);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('Allowed choices are normal, read-only, local-client.'),
    ]);
  });

  it('use the first token of the data folder at hand, and know whose it is', async () => {
    expect(await json<Schemas['Me']>('whoami')).toMatchObject({ user: { name: 'admin' }, roles: [{ role: 'admin' }] });
    const elsewhere = mkdtempSync(join(tmpdir(), 'hostreeve-elsewhere-'));
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    expect(await fails('whoami', { folder: elsewhere })).toEqual([
      1,
      expect.stringMatching(/\(UNAUTHENTICATED\); give a token by HOSTREEVE_TOKEN or --token-file$/),
    ]);
    const token = readFileSync(join(folder, 'data', 'admin-token'), 'utf8').trim();
    expect((await run(['whoami'], { ...place, folder: elsewhere, token })).code).toBe(0);
    expect((await run(['whoami', '--data', join(folder, 'data')], { ...place, folder: elsewhere })).code).toBe(0);
  });
});

/** A server of ours that does what a real one does only when things go wrong. */
async function aPoorServer(answer: (request: IncomingMessage) => object | string): Promise<string> {
  const server: Server = createServer((request, response) => {
    request.resume().once('end', () => {
      const given = answer(request);
      if (given === 'cut') return void request.socket.destroy();
      response.writeHead(request.method === 'POST' ? 202 : 200, { 'content-type': 'application/json' });
      response.end(typeof given === 'string' ? given : JSON.stringify(given));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('when things go wrong', unhurried, () => {
  const folder = tmpdir();
  const never = anOperation();
  const create = ['volume', 'create', 'x', '--size', '1'];

  it('says how to start a server where none is', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const free = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((closed) => server.close(closed));
    expect(await run(['volume', 'list'], { folder, server: free })).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: no server answers at ${free} (connect ECONNREFUSED ${new URL(free).host}); start one by 'hostreeve serve', or name it by --server or HOSTREEVE_SERVER\n`,
    });
  });

  it('leaves the operation alone when the one who waits presses Ctrl-C, and says how to go on', async () => {
    let looked = 0;
    const { promise: waits, resolve: waiting } = Promise.withResolvers<void>();
    const server = await aPoorServer(() => {
      looked += 1;
      if (looked > 3) waiting();
      return { ...never, tries: looked };
    });
    const { process: child, end } = begin(create, { folder, server });
    await waits;
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(
      new RegExp(`\nthe operation goes on; to watch it: hostreeve operation watch ${never.id}\n$`),
    );
  });

  it('waits no longer than it is told to', async () => {
    const server = await aPoorServer(() => never);
    const { code, stderr } = await run([...create, '--timeout', '1s'], { folder, server });
    expect([code, stderr.split('\n').at(-2)]).toEqual([
      3,
      `the operation goes on; to watch it: hostreeve operation watch ${never.id}`,
    ]);
  });

  it('sends a request again under the same key when its answer was lost, and tells of a failed operation', async () => {
    const keys: unknown[] = [];
    const error = { code: 'HOST_LOST', message: 'node1 is gone', status: 503, retry: 'backoff', fields: {} } as const;
    const failed = anOperation({ state: 'failed', endedAt: '2026-01-01T00:00:02.000Z', error, leftTo: ['c1'] });
    const server = await aPoorServer(({ method, headers }) => {
      if (method !== 'POST') return failed;
      keys.push(headers['idempotency-key']);
      return keys.length < 3 ? 'cut' : never;
    });
    const { code, stdout, stderr } = await run(create, { folder, server });
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      `error: volume.create was not done: it is failed: node1 is gone; what is left is cleaned up by operation c1; what it did: hostreeve operation log ${never.id}\n`,
    ]);
  });

  it('ends with 1 and the reason when a device cannot be read anew (contract heketi-engine §8.1, defect 8)', async () => {
    const error = { code: 'HOST_LOST', message: 'node1 is gone', status: 503, retry: 'backoff', fields: {} } as const;
    const failed = anOperation({ kind: 'device.resync', state: 'failed', endedAt: '2026-01-01T00:00:02.000Z', error });
    const device = { id: 'd'.repeat(32), name: '/dev/sdb', paths: ['/dev/sdb'] };
    const server = await aPoorServer(({ method, url = '' }) => {
      if (method === 'POST') return never;
      return url.includes('/devices') ? { ...device, items: [device] } : failed;
    });
    const { code, stdout, stderr } = await run(['device', 'resync', '/dev/sdb'], { folder, server });
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      expect.stringContaining('error: device.resync was not done: it is failed: node1 is gone'),
    ]);
  });

  it('does not do twice what has no key, and says that it may have been done', async () => {
    let asked = 0;
    const server = await aPoorServer(() => {
      asked += 1;
      return 'cut';
    });
    const { code, stderr } = await run(['cluster', 'create'], { folder, server });
    expect([code, stderr, asked]).toEqual([1, expect.stringContaining('what was asked for may have been done'), 1]);
  });

  it('does not take another program for a server', async () => {
    const server = await aPoorServer(() => 'cut');
    const { code, stderr } = await run(['volume', 'show', 'x', '--server', server.replace('http', 'https')], {
      folder,
    });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: no server answers at https:/)]);
    const odd = await run(['whoami'], { folder, server: await aPoorServer(() => '<html>') });
    expect(odd).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('does not speak this API') });
  });
});
