import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/fixtures.ts';
import { heketiCli } from './heketi-cli.ts';
import { chosenServers, starterOf } from './heketi-servers.ts';
import { clientsPath, runClient } from './run-client.ts';

const KEY = 'My Secret';
const KEYS = { adminKey: KEY, userKey: KEY };

/**
 * Parts of lab/heketi-peer/life, and the one server that alone can do them: Heketi's own simulated hosts cannot do all
 * (contract heketi-api §15).
 */
const parts: readonly (readonly [part: string, what: string, alone?: string])[] = [
  ['service', 'greets, sets state and level of the log, and counts operations'],
  ['volumes', 'leads a cluster and a volume through their life'],
  ['removal', 'takes nodes and devices offline, and out'],
  ['tags', 'tags nodes and devices'],
  ['expand', 'expands a volume'],
  ['clone', 'clones a volume', 'Hostreeve'],
  ['block', 'leads a block volume through its life'],
  ['resync', 'reads the size of a device anew'],
  ['evict', 'evicts a brick', 'Hostreeve'],
  ['database', 'dumps, checks and copies the database'],
  ['examine', 'examines Gluster'],
];

describe.each(chosenServers)('Heketi’s client for Go, unmodified, with %s', (name) => {
  const start = starterOf(name);
  const run = (program: string, ...args: readonly string[]) =>
    runClient(join(clientsPath('HEKETI_CLIENTS'), program), args);
  const own = parts.filter(([, , alone = name]) => alone === name).map(([part, what]) => [part, what] as const);

  it.each(own)('%s: %s', async (part) => {
    const url = await start(KEYS);
    expect(await run('life', url, 'admin', KEY, part)).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
  });

  it('shows each node of a cluster, as the samples do', async () => {
    const url = await start(KEYS);
    expect(await run('nodes', url, 'admin', KEY)).toMatchObject({ code: 0, stdout: 'there is no cluster\n' });
    await loadTopology(url);
    const { code, stdout } = await run('nodes', url, 'admin', KEY);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').toSorted()).toEqual([
      '[node1.example.org] zone 1: 1 devices',
      '[node2.example.org] zone 2: 1 devices',
      '[node3.example.org] zone 3: 1 devices',
    ]);
    expect(await run('nodes', url, 'admin', 'another')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Invalid JWT token: signature is invalid (client and server secrets may not match)\n',
    });
  });

  it('provisions and deletes a volume, as Kubernetes does', async () => {
    const url = await start(KEYS);
    const cluster = await loadTopology(url);
    const made = await run('provisioner', url, 'admin', KEY, 'provision', cluster);
    const [volume = '', ...endpoints] = made.stdout.trim().split('\n');
    expect(volume).toMatch(/^[0-9a-f]{32} kube_default_claim_0f5c8e0e-1d1a-11e9-8e5a-52540012ab34 1 2001$/);
    expect(endpoints.toSorted()).toEqual(['endpoint 192.0.2.1', 'endpoint 192.0.2.2', 'endpoint 192.0.2.3']);
    const [id = ''] = volume.split(' ');
    expect(await run('provisioner', url, 'admin', KEY, 'delete', id)).toMatchObject({ code: 0 });
    expect(await run('provisioner', url, 'admin', KEY, 'delete', id)).toMatchObject({
      code: 1,
      stderr: 'Id not found\n',
    });
  });

  it('expands a volume to a size, as Kubernetes does', async () => {
    const url = await start(KEYS);
    const cluster = await loadTopology(url);
    const made = await run('provisioner', url, 'admin', KEY, 'provision', cluster);
    const [id = ''] = made.stdout.split(' ');
    const grown = await run('provisioner', url, 'admin', KEY, 'expand', id, '3');
    expect(grown).toEqual({ code: 0, stdout: 'grown to 3\n', stderr: '' });
    const again = await run('provisioner', url, 'admin', KEY, 'expand', id, '3');
    expect(again).toEqual({ code: 0, stdout: 'large enough: 3\n', stderr: '' });
  });
});

/** Three nodes of one device each; gives the id of their cluster. */
async function loadTopology(url: string): Promise<string> {
  const nodes = [1, 2, 3].map((zone) => ({
    node: { hostnames: { manage: [`node${zone}.example.org`], storage: [`192.0.2.${zone}`] }, zone },
    devices: ['/dev/sdb'],
  }));
  const file = join(temporaryFolder(), 'topology.json');
  writeFileSync(file, JSON.stringify({ clusters: [{ nodes }] }));
  const cli = heketiCli(url, { user: 'admin', key: KEY });
  const loaded = await cli(['topology', 'load', `--json=${file}`]);
  const [, id] = /ID: ([0-9a-f]{32})/.exec(loaded.stdout) ?? [];
  if (id === undefined) throw new Error(`the topology was not loaded:\n${loaded.stdout}${loaded.stderr}`);
  return id;
}
