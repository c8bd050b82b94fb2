import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosenServers, starterOf } from './heketi-servers.ts';
import { loadThreeNodes } from './load-three-nodes.ts';
import { clientsPath, runClient } from './run-client.ts';

const KEY = 'My Secret';
const KEYS = { adminKey: KEY, userKey: KEY };

const run = (url: string, ...args: readonly string[]) =>
  runClient(join(clientsPath('HEKETI_CLIENTS'), 'provisioner'), [url, 'admin', KEY, ...args]);

describe.each(chosenServers)('the calls of the provisioner of Kubernetes, with %s', (name) => {
  const start = starterOf(name);

  it('provisions and deletes a volume, as Kubernetes does', async () => {
    const url = await start(KEYS);
    const cluster = await loadThreeNodes(url, KEY);
    const made = await run(url, 'provision', cluster);
    const [volume = '', ...endpoints] = made.stdout.trim().split('\n');
    expect(volume).toMatch(/^[0-9a-f]{32} kube_default_claim_0f5c8e0e-1d1a-11e9-8e5a-52540012ab34 1 2001$/);
    expect(endpoints.toSorted()).toEqual(['endpoint 192.0.2.1', 'endpoint 192.0.2.2', 'endpoint 192.0.2.3']);
    const [id = ''] = volume.split(' ');
    expect(await run(url, 'delete', id)).toMatchObject({ code: 0 });
    expect(await run(url, 'delete', id)).toMatchObject({
      code: 1,
      stderr: 'Id not found\n',
    });
  });

  it('expands a volume to a size, as Kubernetes does', async () => {
    const url = await start(KEYS);
    const cluster = await loadThreeNodes(url, KEY);
    const made = await run(url, 'provision', cluster);
    const [id = ''] = made.stdout.split(' ');
    const grown = await run(url, 'expand', id, '3');
    expect(grown).toEqual({ code: 0, stdout: 'grown to 3\n', stderr: '' });
    const again = await run(url, 'expand', id, '3');
    expect(again).toEqual({ code: 0, stdout: 'large enough: 3\n', stderr: '' });
  });
});
