import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosenServers, starterOf } from './heketi-servers.ts';
import { clientsPath, runClient } from './run-client.ts';

const KEYS = { adminKey: 'My Secret', userKey: 'another-key' };

/** Its own unit tests; each on a server of its own, so that one that fails spoils no other. */
const tests = [
  ...readFileSync(join(clientsPath('HEKETI_PYTHON_CLIENT'), 'test/unit/test_client.py'), 'utf8').matchAll(
    /^ {4}def (test_\w+)\(/gm,
  ),
].map(([, name = '']) => name);

describe.each(chosenServers)('Heketi’s client for Python, unmodified, with %s', (server) => {
  it.each(tests)('ck86: its own %s', async (name) => {
    const url = await starterOf(server)(KEYS);
    const { code, stderr } = await runClient(join(clientsPath('HEKETI_CLIENTS'), 'python'), [
      'lab/heketi-peer/unit-tests.py',
      clientsPath('HEKETI_PYTHON_CLIENT'),
      url,
      KEYS.adminKey,
      name,
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Ran 1 test');
  });

  it('leads a cluster, volumes and a block volume through their life', async () => {
    const url = await starterOf(server)(KEYS);
    const { code, stdout, stderr } = await runClient(join(clientsPath('HEKETI_CLIENTS'), 'python'), [
      'lab/heketi-peer/life.py',
      clientsPath('HEKETI_PYTHON_CLIENT'),
      url,
      'admin',
      KEYS.adminKey,
    ]);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: 'done\n' });
  });
});

it('has found the unit tests', () => {
  expect(tests).toEqual(expect.arrayContaining(['test_cluster', 'test_node', 'test_device', 'test_volume']));
});
