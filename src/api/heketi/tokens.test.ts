import { beforeAll, describe, expect, it } from 'vitest';
import { idIn } from '../../../test/heketi/add-over-api.ts';
import { aCluster, type HeketiWorld, startHeketi } from '../../../test/heketi/start-heketi.ts';
import { requestHash, sign, tokenFor, type TokenOptions } from '../../../test/heketi/tokens.ts';
import { Secret } from '../../kernel/secrets/index.ts';
import { heketiSettings } from './settings.ts';

/** Of contract heketi-api §5.2. */
const TEST_TOKEN =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhZG1pbiIsImlhdCI6MSwiZXhwIjo0MTAyNDQ0ODAwLCJxc2giOiI0NzQ5YTU5ZGU4N2MyN2M5YjJmNDk1YzVmMTMwOWIyNTI1NjgxZGZlMzBjOGE3YjgzNjI1OTAxYjEzMmE5YzI2In0.nEAGM6S8QxgaQQW9j0s2q0LV_pnZlyoap6_ORvlBV1Q';

const now = Math.floor(Date.now() / 1000);

let world: HeketiWorld;
beforeAll(async () => {
  world = await startHeketi({ isShared: true });
  world.setTokenClock(now * 1000);
  return () => world.stop();
});

async function answerTo(token: TokenOptions | string | false, headers: Record<string, string> = {}) {
  const given = typeof token === 'object' ? { now, ...token } : token;
  const { status, body } = await world.call('GET', '/clusters', { token: given, headers });
  return [status, body];
}

const accepted = [200, '{"clusters":[]}\n'];

describe('a token', () => {
  it('ck13: is required', async () => {
    expect(await answerTo(false)).toEqual([401, 'Required authorization token not found\n']);
  });

  it('ck14: stands alone behind the word bearer', async () => {
    const wrong = [400, 'Authorization header format must be Bearer {token}\n'];
    for (const authorization of ['Basic x', 'Bearer', `Bearer ${TEST_TOKEN} x`, TEST_TOKEN])
      expect(await answerTo(false, { authorization })).toEqual(wrong);
  });

  it('ck15: may have its scheme in any letters', async () => {
    for (const scheme of ['bearer', 'Bearer', 'BEARER'])
      expect(await answerTo(false, { authorization: `${scheme} ${TEST_TOKEN}` })).toEqual(accepted);
  });

  it('ck16: may be signed with any HMAC, and with nothing else', async () => {
    for (const alg of ['HS256', 'HS384', 'HS512']) expect(await answerTo({ alg })).toEqual(accepted);
    for (const alg of ['none', 'RS256', 'ES256', 'PS512'])
      expect(await answerTo({ alg })).toEqual([401, `Invalid JWT token: Unexpected signing method: ${alg}\n`]);
    expect(await answerTo({ alg: 'HS1' })).toEqual([401, 'Invalid JWT token: signing method (alg) is unavailable.\n']);
  });

  it('ck17: is for a path without its query', async () => {
    expect((await world.call('GET', '/clusters?x=y', { token: tokenFor('GET', '/clusters') })).status).toBe(200);
  });

  it('ck18: has its hash in small letters', async () => {
    const qsh = requestHash('GET', '/clusters').toUpperCase();
    expect(await answerTo({ claims: { qsh } })).toEqual([401, 'Invalid qsh claim in token\n']);
  });

  it('ck19: is for one method', async () => {
    const token = tokenFor('POST', '/clusters', { now });
    expect(await answerTo(token)).toEqual([401, 'Invalid qsh claim in token\n']);
  });

  it('ck20: may come from a clock that is two minutes ahead', async () => {
    expect(await answerTo({ claims: { iat: now + 100 } })).toEqual(accepted);
    expect(await answerTo({ claims: { iat: now + 130 } })).toEqual([
      401,
      'Invalid JWT token: Token used before issued (client and server clocks may differ)\n',
    ]);
  });

  it('ck20, ck21: is judged at each request by the clock as it is then, which may jump forward and back', async () => {
    const mine = await startHeketi();
    const token = tokenFor('GET', '/clusters', { now });
    const at = async (seconds: number) => {
      mine.setTokenClock((now + seconds) * 1000);
      const { status, body } = await mine.call('GET', '/clusters', { token });
      return [status, body];
    };
    const early = [401, 'Invalid JWT token: Token used before issued (client and server clocks may differ)\n'];
    expect(await at(0)).toEqual(accepted);
    expect(await at(301)).toEqual([401, 'Invalid JWT token: Token is expired by 1s\n']);
    expect(await at(10)).toEqual(accepted);
    expect(await at(-130)).toEqual(early);
    expect(await at(-100)).toEqual(accepted);
    expect(await at(300)).toEqual(accepted);
    expect(await at(86_400)).toEqual([401, expect.stringMatching(/Token is expired by/)]);
    expect(await at(0)).toEqual(accepted);
  });

  it('ck21: is over with its last second', async () => {
    expect(await answerTo({ claims: { exp: now } })).toEqual(accepted);
    expect(await answerTo({ claims: { exp: now - 1 } })).toEqual([401, 'Invalid JWT token: Token is expired by 1s\n']);
    expect(await answerTo({ claims: { exp: now - 65 } })).toEqual([
      401,
      'Invalid JWT token: Token is expired by 1m5s\n',
    ]);
  });

  it('ck22: may leave out when it was issued, and not when it ends', async () => {
    expect(await answerTo({ claims: { iat: undefined } })).toEqual(accepted);
    expect(await answerTo({ claims: { exp: undefined } })).toEqual([
      401,
      expect.stringMatching(/^Invalid JWT token: Token is expired by /),
    ]);
  });

  it('ck23: has whole numbers', async () => {
    const qsh = requestHash('GET', '/clusters');
    const claims = `{"iss":"admin","exp":${now + 60}.0,"qsh":"${qsh}"}`;
    expect(await answerTo(sign('{"alg":"HS256"}', claims, 'My Secret'))).toEqual([
      401,
      expect.stringMatching(/^Invalid JWT token: json: cannot unmarshal number /),
    ]);
  });

  it('ck24: comes from an issuer that is known', async () => {
    expect(await answerTo({ issuer: 'root' })).toEqual([401, 'Invalid JWT token: Unknown user\n']);
    expect(await answerTo({ claims: { iss: '' } })).toEqual([401, 'Invalid JWT token: Token missing iss claim\n']);
  });

  it('ck25: is signed with the key of its issuer', async () => {
    expect(await answerTo({ key: 'another' })).toEqual([
      401,
      'Invalid JWT token: signature is invalid (client and server secrets may not match)\n',
    ]);
  });

  it('has three parts', async () => {
    expect(await answerTo('a.b')).toEqual([401, 'Invalid JWT token: token contains an invalid number of segments\n']);
  });

  it('is for a path as it is decoded, with the slash at its end', async () => {
    const { status } = await world.call('GET', '/%63lusters', { token: tokenFor('GET', '/clusters', { now }) });
    expect(status).toBe(200);
    const bare = await world.call('GET', '/clusters/', { token: tokenFor('GET', '/clusters', { now }) });
    expect([bare.status, bare.body]).toEqual([401, 'Invalid qsh claim in token\n']);
    expect((await world.call('GET', '/clusters/', { token: { now } })).status).toBe(301);
  });

  it('ck29: of the contract is taken with the key My Secret', async () => {
    expect(await answerTo(TEST_TOKEN)).toEqual(accepted);
  });

  it("ck29: of the original's own documents is taken at its time, for its path, with its key", async () => {
    const token =
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhZG1pbiIsImlhdCI6MTQzNTY4MTY4OSwicXNoIjoiYzE2MmFjYzkwMjQyNzIxMjBiYWNmZmY3NzA5YzkzMmNjMjUyMzM3ZDBhMzBmYTE1YjAyNTAxMDA2NjY2MmJlYSIsImV4cCI6MTQzNTY4MjI4OX0.ZBd_NgzEoGckcnyY4_ypgJsN6Oi7x0KxX2w8AXVyiS8';
    const mine = await startHeketi({
      settings: { keys: { admin: { current: new Secret('My secret') }, user: { current: new Secret('u') } } },
    });
    const ask = async (path: string) => {
      const { status, body } = await mine.call('GET', path, { token });
      return [status, body];
    };
    mine.setTokenClock(1_435_681_700_000);
    expect(await ask('/volumes')).toEqual([200, '{"volumes":[]}\n']);
    expect(await ask('/clusters')).toEqual([401, 'Invalid qsh claim in token\n']);
    mine.setTokenClock();
    expect(await ask('/volumes')).toEqual([401, expect.stringMatching(/^Invalid JWT token: Token is expired by /)]);
  });

  it('that was refused is counted, with one word', async () => {
    const before = world.refused.length;
    await answerTo({ key: 'another' });
    await answerTo(false);
    expect(world.refused.slice(before)).toEqual(['signature', 'no-header']);
  });
});

describe('the roles of the issuers', () => {
  const ADMIN_ONLY = [401, 'Administrator access required\n'];
  const as = async (mine: HeketiWorld, issuer: 'admin' | 'user', method: string, path: string, json?: unknown) => {
    const { status, body, headers } = await mine.call(method, path, {
      issuer,
      ...(json === undefined ? {} : { json }),
    });
    return { status, answer: [status, body], location: String(headers['location']) };
  };

  it('ck26: let the user at the volumes, and at the queue entries that it started', async () => {
    const mine = await startHeketi();
    await mine.call('POST', '/clusters', { json: { file: true, block: true } });
    expect((await as(mine, 'user', 'GET', '/volumes')).status).toBe(200);
    expect((await as(mine, 'user', 'GET', '/volumes/abc')).answer).toEqual([404, 'Id not found\n']);
    expect((await as(mine, 'user', 'DELETE', '/volumes/abc')).answer).toEqual([404, 'Id not found\n']);
    expect((await as(mine, 'user', 'GET', '/volumes/')).status).toBe(301);
    expect((await as(mine, 'user', 'PUT', '/volumes')).status).toBe(405);
    for (const [method, path] of [
      ['GET', '/clusters'],
      ['POST', '/nodes'],
      ['GET', '/admin'],
      ['GET', '/nothing'],
      ['GET', '/hello/'],
      ['POST', '/queue/abc'],
      ['GET', '/queue/no-id'],
    ] as const)
      expect((await as(mine, 'user', method, path)).answer, path).toEqual(ADMIN_ONLY);
    expect((await as(mine, 'user', 'GET', '/queue/abc')).answer).toEqual([404, 'Id not found\n']);
  });

  it.each(['wide', 'exact'] as const)(
    'ck26, Q9: from a request to its end, where the role of the user is %s',
    async (userRole) => {
      const mine = await startHeketi({ settings: { userRole } });
      await mine.arrange(aCluster().withDevices(1));
      const make = (issuer: 'admin' | 'user') => mine.call('POST', '/volumes', { issuer, json: { size: 1 } });

      // What the user begins, the user polls, unless by the rule of the original; the administrator may always.
      const own = await make('user');
      if (userRole === 'wide') expect((await mine.end(own, { issuer: 'user' })).status).toBe(303);
      else {
        expect((await as(mine, 'user', 'GET', String(own.headers['location']))).answer).toEqual(ADMIN_ONLY);
        expect((await mine.end(own)).status).toBe(303);
      }
      expect((await mine.end(await make('user'))).status).toBe(303);

      // What the administrator begins is no entry of the user, who uses it up by no poll.
      const other = await make('admin');
      for (let poll = 0; poll < 2; poll += 1)
        expect((await as(mine, 'user', 'GET', String(other.headers['location']))).answer).toEqual(ADMIN_ONLY);
      const volume = idIn(await mine.end(other));

      const deleted = await mine.call('DELETE', `/volumes/${volume}`, { issuer: 'user' });
      expect(deleted.status).toBe(userRole === 'wide' ? 202 : 401);
      if (userRole === 'wide') expect((await mine.end(deleted, { issuer: 'user' })).status).toBe(204);
      const listed = await mine.call('GET', '/volumes', { issuer: 'user' });
      expect(listed.body.includes(volume)).toBe(userRole === 'exact');
    },
  );

  it('ck26: let the user at /volumes alone where the rule of the original is asked for', async () => {
    const mine = await startHeketi({ settings: { userRole: 'exact' } });
    expect((await as(mine, 'user', 'GET', '/volumes')).status).toBe(200);
    expect((await as(mine, 'user', 'PUT', '/volumes')).status).toBe(405);
    expect((await as(mine, 'user', 'POST', '/volumes', { size: 1 })).answer).toEqual([400, 'No clusters configured\n']);
    for (const path of ['/volumes/', '/volumes/abc', '/queue/abc', '/clusters'])
      expect((await as(mine, 'user', 'GET', path)).answer, path).toEqual(ADMIN_ONLY);
  });

  it('ck27: do not count where tokens are not looked at', async () => {
    const { keys: _, ...others } = heketiSettings(config({ disableAuth: true }), 'default');
    const mine = await startHeketi({ settings: { ...others, keys: undefined as never } });
    for (const headers of [
      {},
      { authorization: 'nonsense' },
      { authorization: `bearer ${tokenFor('GET', '/x', { issuer: '' })}` },
    ])
      expect((await mine.call('GET', '/clusters', { token: false, headers })).status).toBe(200);
  });
});

describe('keys that are replaced', () => {
  it('count beside the new ones while both are configured, and are told apart', async () => {
    const settings = heketiSettings(
      config({ adminKey: new Secret('new'), previousAdminKey: new Secret('old') }),
      'default',
    );
    const mine = await startHeketi({ settings });
    const ask = async (issuer: string, key: string): Promise<number> =>
      (await mine.call('GET', '/volumes', { token: tokenFor('GET', '/volumes', { issuer, key }) })).status;
    expect(await ask('admin', 'old')).toBe(200);
    expect(await ask('admin', 'new')).toBe(200);
    expect(await ask('user', 'u')).toBe(200);
    // It was the key of the other issuer alone.
    expect(await ask('user', 'old')).toBe(401);
    expect(mine.accepted).toEqual(['admin previous', 'admin current', 'user current']);
    const over = await startHeketi({ settings: heketiSettings(config({ adminKey: new Secret('new') }), 'default') });
    const token = tokenFor('GET', '/volumes', { key: 'old' });
    expect((await over.call('GET', '/volumes', { token })).status).toBe(401);
  });
});

type Config = Parameters<typeof heketiSettings>[0];

function config(changes: Partial<Config>): Config {
  return {
    adminKey: new Secret('a'),
    userKey: new Secret('u'),
    previousAdminKey: undefined,
    previousUserKey: undefined,
    disableAuth: false,
    jwtIssuedAtLeewayS: 120,
    userRole: 'wide',
    maxInflightOperations: 8,
    dbReadOnly: false,
    exposeSecrets: false,
    bricks: { minSizeGib: 1 },
    ssh: { port: 22 },
    volumeOptions: { preRequest: '', postRequest: '' },
    blockVolumes: { hostingOptions: '' },
    ...changes,
  };
}

describe('the settings of the API', () => {
  it.each([{ adminKey: undefined }, { userKey: undefined }, { userKey: new Secret('') }])(
    'ck28: are refused with authentication and without a key',
    (changes) => {
      expect(() => heketiSettings(config(changes), 'default')).toThrow('Missing JWT information in config file');
      expect(heketiSettings(config({ ...changes, disableAuth: true }), 'default').keys).toBeUndefined();
    },
  );

  it('have one empty option where none is set', () => {
    expect(heketiSettings(config({}), 'default')).toMatchObject({ optionsBefore: [''], optionsAfter: [''] });
  });
});
