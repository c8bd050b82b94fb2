import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosenServers, starterOf } from './heketi-servers.ts';
import { clientsPath, runClient } from './run-client.ts';

const KEYS = { adminKey: 'My Secret', userKey: 'another-key' };

describe.each(chosenServers)('the sample of tokens for Python, with %s', (server) => {
  const start = starterOf(server);

  it('makes a token for one method and path', async () => {
    const url = await start(KEYS);
    const tokenFor = async (path: string, issuer: string, key: string): Promise<string> => {
      const args = ['lab/heketi-peer/tokens/token.py', 'GET', path, issuer, key];
      const { code, stdout, stderr } = await runClient(join(clientsPath('HEKETI_CLIENTS'), 'python'), args);
      expect(code, stderr).toBe(0);
      return stdout.trim();
    };
    const ask = async (path: string, token: string): Promise<string> =>
      (await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })).text();
    const token = await tokenFor('/volumes', 'admin', KEYS.adminKey);
    expect(await ask('/volumes', token)).toBe('{"volumes":[]}\n');
    expect(await ask('/clusters', token)).toBe('Invalid qsh claim in token\n');
    expect(await ask('/volumes', await tokenFor('/volumes', 'user', KEYS.userKey))).toBe('{"volumes":[]}\n');
    expect(await ask('/clusters', await tokenFor('/clusters', 'user', KEYS.userKey))).toBe(
      'Administrator access required\n',
    );
  });
});
