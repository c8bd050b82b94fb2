import { describe, expect, it } from 'vitest';
import { chosenServers, starterOf } from './heketi-servers.ts';
import { runClient } from './run-client.ts';

const KEYS = { adminKey: 'My Secret', userKey: 'another-key' };

describe.each(chosenServers)('the sample of tokens for Ruby, with %s', (server) => {
  const start = starterOf(server);

  it('Q32: makes a request with a token of its own', async () => {
    const url = await start(KEYS);
    const ask = async (key: string, path: string): Promise<string> => {
      const { code, stdout, stderr } = await runClient('ruby', [
        'lab/heketi-peer/tokens/ask.rb',
        url,
        'admin',
        key,
        path,
      ]);
      expect(code, stderr).toBe(0);
      return stdout;
    };
    expect(await ask(KEYS.adminKey, 'volumes')).toBe('{"volumes":[]}\n');
    expect(await ask(KEYS.adminKey, 'clusters')).toBe('{"clusters":[]}\n');
    expect(await ask('My secret', 'volumes')).toBe(
      'Invalid JWT token: signature is invalid (client and server secrets may not match)\n',
    );
  });
});
