import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosenServers, starterOf } from './heketi-servers.ts';
import { loadThreeNodes } from './load-three-nodes.ts';
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
    await loadThreeNodes(url, KEY);
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
});
