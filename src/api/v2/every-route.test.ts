import { describe, expect, it } from 'vitest';
import { allRoutes } from './all-routes.ts';
import { aV2Server, type TestV2 } from './testing/a-v2-server.ts';

/** Routes that do not ask for a right, and why none is needed. */
const WITHOUT_ACTION: Readonly<Record<string, string>> = {
  'GET /api/v2/openapi.json': 'says what there is, and nothing of what is kept',
  'GET /api/v2/server': 'a version and three counts, for anybody who is known',
  'GET /api/v2/me': 'oneself',
  'GET /api/v2/me/tokens': "one's own",
  'POST /api/v2/me/tokens': "one's own",
  'DELETE /api/v2/me/tokens/:token': "one's own",
};

/** The whole table of the app: not only what this folder says of itself. */
function tableOf({ routes }: TestV2): readonly string[] {
  return routes.map(({ method, url }) => `${String(method)} ${url}`);
}

/** The same with something in the place of each parameter. */
const filled = (route: string): string => route.replace('/api/v2', '').replaceAll(/:\w+/g, 'x');

describe('every route', () => {
  it('of the app is one of the list, and the other way round', async () => {
    const listed = allRoutes.map(({ method, path }) => `${method} /api/v2${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
    expect(tableOf(await aV2Server()).toSorted()).toEqual(listed.toSorted());
    expect(listed.length).toBeGreaterThan(50);
    expect(new Set(allRoutes.map(({ id }) => id)).size).toBe(listed.length);
  });

  it('answers 401 without a token, and with one that nobody has', async () => {
    const server = await aV2Server();
    const answers = await all(server, async (route) => {
      const [without, wrong] = [
        await server.ask(filled(route), { token: '' }),
        await server.ask(filled(route), { token: 'hr_nobody' }),
      ];
      return [without.status, without.body['code'], wrong.status];
    });
    const { 'GET /api/v2/openapi.json': open, ...others } = answers;
    expect(open).toEqual([200, undefined, 200]);
    for (const [route, answer] of Object.entries(others)) {
      expect([route, ...answer]).toEqual([route, 401, 'UNAUTHENTICATED', 401]);
    }
  });

  it('answers 403 to who has no right, before it looks at anything', async () => {
    const server = await aV2Server();
    const token = await server.tokenWith();
    const answers = await all(server, async (route) => {
      const { status, body } = await server.ask(filled(route), {
        token,
        body: sendsBody(route) ? { nonsense: 1 } : undefined,
      });
      return [status, body['code']];
    });
    for (const [route, [status, code]] of Object.entries(answers)) {
      if (route in WITHOUT_ACTION) expect([route, status]).not.toEqual([route, 403]);
      else expect([route, status, code]).toEqual([route, 403, 'FORBIDDEN']);
    }
  });

  it('of what belongs to no project answers 403 to who has the right in one project alone', async () => {
    const server = await aV2Server();
    const token = await server.tokenWith({ role: 'admin', project: 'default' });
    const everywhere = /^\/(hosts|users|roles|audit|server\/)/;
    const answers = await all(server, async (route) => {
      const body = sendsBody(route) ? bodyFor(route) : undefined;
      return [(await server.ask(filled(route), { token, body })).status];
    });
    const found = Object.entries(answers).filter(([route]) => everywhere.test(route.replace(/^\w+ \/api\/v2/, '')));
    expect(found.length).toBeGreaterThan(20);
    for (const [route, [status]] of found) expect([route, status]).toEqual([route, 403]);
  });

  it('about a thing of one project answers 403 to an administrator of another', async () => {
    const server = await aV2Server();
    const { manage } = server.parts.identity;
    const { id: lab } = await manage.createProject({ who: 'x', from: 'x' }, 'lab');
    const token = await server.tokenWith({ role: 'admin', project: lab });
    const made = await server.carryOut('POST /volumes', { body: { sizeGib: 10, durability: { kind: 'none' } } });
    await server.carryOut('POST /volumes', { body: { sizeGib: 10, durability: { kind: 'none' }, block: true } });
    const block = await server.carryOut('POST /block-volumes', { body: { sizeGib: 1 } });
    const [device] = server.cluster.devices;
    const things: Readonly<Record<string, string>> = {
      operation: String(made['id']),
      volume: String(made['result']?.['volume']),
      blockVolume: String(block['result']?.['blockVolume']),
      cluster: server.cluster.id,
      node: device?.node ?? '',
      device: device?.id ?? '',
      brick: String(await brickOf(server, String(made['result']?.['volume']))),
    };
    const bodies: Readonly<Record<string, object>> = {
      skipOperationStep: { step: 'x' },
      changeCluster: { takesFile: false },
      changeNode: { state: 'offline' },
      changeNodeTags: {},
      readdressNode: { storage: ['fresh'] },
      removeNode: {},
      changeDevice: { state: 'offline' },
      changeDeviceTags: {},
      removeDevice: {},
      evictBrick: {},
      addNode: { cluster: things['cluster'], zone: 1, manage: ['spare'], storage: ['spare'] },
      addDevice: { node: things['node'], name: '/dev/vdx' },
      createVolume: { sizeGib: 10, durability: { kind: 'none' } },
      expandVolume: { sizeGib: 1 },
      rebalanceVolume: {},
      createCluster: {},
      changeVolume: { restriction: 'locked' },
      createSnapshot: { name: 'x' },
      cloneVolume: { name: 'x' },
      createBlockVolume: { sizeGib: 1 },
      expandBlockVolume: { sizeGib: 2 },
      examineCluster: { cluster: things['cluster'] },
      adoptVolume: { name: 'x' },
    };
    const about = allRoutes.filter(
      ({ id, path }) => id in bodies || Object.keys(things).some((name) => path.includes(`{${name}}`)),
    );
    expect(about.length).toBeGreaterThan(20);
    for (const { id, method, path } of about) {
      const route = `${method} ${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => things[name] ?? 'x')}`;
      const { status, body } = await server.ask(route, { token, body: bodies[id] });
      expect([id, status, body['fields']]).toEqual([id, 403, expect.objectContaining({ project: 'default' })]);
    }
  });

  it('refuses a query, a header that clients rely on, and a body that it does not know', async () => {
    const { ask } = await aV2Server();
    for (const { method, path, takes = [], body } of allRoutes) {
      const route = `${method} ${path.replaceAll(/\{\w+\}/g, 'x')}`;
      const query = await ask(`${route}?dryRum=true`);
      expect([route, query.status, query.body['code']]).toEqual([route, 400, 'REQUEST_NOT_VALID']);
      for (const header of ['if-match', 'if-plan', 'idempotency-key'] as const) {
        if (takes.includes(header) || body !== undefined) continue;
        const answer = await ask(route, { headers: { [header]: '"x"' } });
        expect([route, header, answer.body['code']]).toEqual([route, header, 'HEADER_NOT_TAKEN']);
      }
      if (method === 'GET') continue;
      const answer = await ask(route, { body: { nonsense: 1 } });
      expect([route, answer.status, answer.body['code']]).toEqual([route, 400, 'REQUEST_NOT_VALID']);
    }
  });
});

it('a path that is no route is told so as a problem', async () => {
  const { ask } = await aV2Server();
  const answer = await ask('GET /no/such/thing?secret=1');
  expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json']);
  expect(answer.body).toMatchObject({ code: 'NOT_FOUND_PATH', fields: { path: '/api/v2/no/such/thing' } });
});

async function all(
  server: TestV2,
  look: (route: string) => Promise<readonly unknown[]>,
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const found: Record<string, readonly unknown[]> = {};
  for (const route of tableOf(server)) found[route] = await look(route);
  return found;
}

const sendsBody = (route: string): boolean => /^(POST|PUT|PATCH)/.test(route);

/** One that the route takes, so that only the right is missing. */
function bodyFor(route: string): object | undefined {
  const bodies: Readonly<Record<string, object>> = {
    'POST /api/v2/hosts': { name: 'h' },
    'PATCH /api/v2/hosts/:host': { addresses: [{ address: 'h' }] },
    'POST /api/v2/hosts/:host/keys': { line: 'x' },
    'POST /api/v2/users': { name: 'u' },
    'PATCH /api/v2/users/:user': { state: 'disabled' },
    'POST /api/v2/users/:user/tokens': { name: 't' },
    'POST /api/v2/audit/verify': {},
    'PUT /api/v2/server/heketi-state': { state: 'normal' },
  };
  return bodies[route];
}

async function brickOf(server: TestV2, volume: string): Promise<unknown> {
  const { body } = await server.ask(`GET /volumes/${volume}`);
  return (body['bricks'] as unknown as readonly { readonly id: string }[])[0]?.id;
}
