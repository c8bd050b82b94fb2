import { describe, expect, it } from 'vitest';
import { broken, burn, mark, newFloor, storeBox } from '../../kernel/operations/testing/boxes.ts';
import { aV2Server, type TestV2, type V2Changes } from './testing/a-v2-server.ts';

const replica3 = { sizeGib: 10, durability: { kind: 'replicate', replica: 3 } };

/** A server with the operation `box.store`, whose only step fails for as long as the floor is broken. */
async function withBoxes(changes: V2Changes = {}) {
  const floor = newFloor();
  const server = await aV2Server({ definitions: [storeBox(() => [[burn(floor, 'burn')]])], ...changes });
  let boxes = 0;
  const submit = async (project = 'default', principal = 'ada'): Promise<string> => {
    boxes += 1;
    // Operations of one moment have no order that a test could know.
    await server.run(server.world.timer.sleep(1));
    return server.run(
      server.parts.engine.submit({ kind: 'box.store', input: { box: `b${boxes}` }, project, principal }),
    );
  };
  const stuck = async (): Promise<string> => {
    floor.fault = () => broken();
    const id = await submit();
    const { body } = await server.ask(`GET /operations/${id}?waitMs=30000`);
    expect(body).toMatchObject({ state: 'stuck', error: { code: 'TEST_BROKEN' } });
    return id;
  };
  const mend = (): void => {
    floor.fault = () => undefined;
  };
  return { ...server, submit, stuck, mend };
}

describe('a write that takes time', () => {
  it('answers 202 with the operation and where it is, and has made the volume at its end', async () => {
    const { ask, carryOut } = await aV2Server();
    const started = await ask('POST /volumes', { body: { name: 'v', ...replica3 } });
    expect([started.status, started.body]).toMatchObject([202, { kind: 'volume.create', project: 'default' }]);
    expect(started.headers['location']).toBe(`/api/v2/operations/${String(started.body['id'])}`);
    const operation = await carryOut('POST /volumes', { body: { name: 'w', ...replica3 } });
    expect(operation).toMatchObject({ state: 'succeeded', result: { name: 'w' } });
    const shown = await ask(`GET /volumes/${String(operation['result']?.['volume'])}`);
    expect(shown.body).toMatchObject({ name: 'w', sizeGib: 10, durability: replica3.durability });
    expect(shown.body['bricks']).toHaveLength(3);
  });

  it('answers with the reason where it is refused', async () => {
    const { ask } = await aV2Server();
    const answer = await ask('POST /volumes', { body: { ...replica3, sizeGib: 40_000 } });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'VOLUME_NO_SPACE', fields: { sizeGib: 40_000 } }]);
  });

  it('answers 429 and when to come back while the queue is full', async () => {
    const { ask, submit } = await withBoxes({ limits: { running: 0, queued: 1 } });
    await submit();
    const answer = await ask('POST /volumes', { body: replica3 });
    expect([answer.status, answer.body['code']]).toEqual([429, 'OPERATION_QUEUE_FULL']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('a dry run', () => {
  it('says what would be done, changes nothing, and its plan is carried out to the letter', async () => {
    const { ask, carryOut } = await aV2Server();
    const body = { name: 'v', ...replica3 };
    const trial = await ask('POST /volumes?dryRun=true', { body });
    expect([trial.status, trial.body]).toMatchObject([200, { plan: { volume: { name: 'v' } } }]);
    expect(trial.body['reasons']).not.toEqual([]);
    expect((await ask('GET /operations')).body).toEqual({ items: [] });
    const operation = await carryOut('POST /volumes', { body, headers: { 'if-plan': String(trial.body['planId']) } });
    expect(operation['plan']).toEqual(trial.body['plan']);
    expect(operation['result']).toMatchObject({ volume: trial.body['plan']?.['volume']?.['id'] });
  });

  it('gives a plan for its own request and user alone, and for as long as it holds', async () => {
    const { ask, carryOut, tokenWith } = await aV2Server();
    const body = { name: 'v', ...replica3 };
    const other = await tokenWith({ role: 'admin' });
    const trial = await ask('POST /volumes?dryRun=true', { body });
    const headers = { 'if-plan': String(trial.body['planId']) };
    for (const asked of [{ body: { ...body, gid: 5 } }, { body, token: other }, { body: { ...body, name: 'w' } }]) {
      const answer = await ask('POST /volumes', { ...asked, headers });
      expect([answer.status, answer.body['code']]).toEqual([412, 'OPERATION_PLAN_NOT_FOUND']);
    }
    await carryOut('POST /volumes', { body });
    const stale = await ask('POST /volumes', { body, headers });
    expect([stale.status, stale.body['code']]).toEqual([412, 'OPERATION_PLAN_STALE']);
  });

  it('is refused together with a plan to carry out', async () => {
    const { ask } = await aV2Server();
    const answer = await ask('POST /volumes?dryRun=true', { body: replica3, headers: { 'if-plan': 'x' } });
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { code: 'HEADER_INVALID', fields: { header: 'if-plan' } },
    ]);
  });

  it('needs the same right as the real thing', async () => {
    const { ask, tokenWith } = await aV2Server();
    const token = await tokenWith({ role: 'viewer' });
    expect((await ask('POST /volumes?dryRun=true', { body: replica3, token })).status).toBe(403);
  });
});

describe('an idempotency key', () => {
  const headers = { 'idempotency-key': 'once' };

  it('gives the operation of the first time, whatever the order of the keys in the body', async () => {
    const { ask } = await aV2Server();
    const first = await ask('POST /volumes', { body: { name: 'v', ...replica3 }, headers });
    const again = await ask('POST /volumes', { body: { ...replica3, name: 'v' }, headers });
    expect([again.status, again.body['id']]).toEqual([202, first.body['id']]);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect((await ask('GET /operations')).body['items']).toHaveLength(1);
  });

  it('is refused for another request', async () => {
    const { ask } = await aV2Server();
    await ask('POST /volumes', { body: { name: 'v', ...replica3 }, headers });
    const other = await ask('POST /volumes', { body: { name: 'w', ...replica3 }, headers });
    expect([other.status, other.body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is refused for another query, which a device would be forgotten by', async () => {
    const { ask } = await aV2Server();
    const { body } = await ask('GET /devices');
    const [device] = body['items'] as unknown as readonly { readonly id: string }[];
    await ask(`PATCH /devices/${device?.id}`, { body: { state: 'offline' } });
    const removal = (await ask(`POST /devices/${device?.id}/remove`, { body: {} })).body['id'];
    await ask(`GET /operations/${String(removal)}?waitMs=30000`);
    const first = await ask(`DELETE /devices/${device?.id}`, { headers });
    const again = await ask(`DELETE /devices/${device?.id}`, { headers });
    expect([first.status, again.body['id']]).toEqual([202, first.body['id']]);
    const other = await ask(`DELETE /devices/${device?.id}?forget=true`, { headers });
    expect([other.status, other.body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it("is each user's own, and each route's", async () => {
    const { ask, tokenWith } = await aV2Server();
    const first = await ask('POST /volumes', { body: { ...replica3 }, headers });
    const second = await ask('POST /volumes', {
      body: { ...replica3 },
      headers,
      token: await tokenWith({ role: 'admin' }),
    });
    expect(second.body['id']).not.toBe(first.body['id']);
    expect((await ask('POST /devices', { body: { node: 'x', name: '/d' }, headers })).body['code']).toBe(
      'NODE_NOT_FOUND',
    );
  });

  it('answers a deletion that came through before, though the volume is gone and its ETag with it', async () => {
    const { ask, carryOut } = await aV2Server();
    const made = await carryOut('POST /volumes', { body: replica3 });
    const volume = String(made['result']?.['volume']);
    const etag = String((await ask(`GET /volumes/${volume}`)).headers['etag']);
    const both = { ...headers, 'if-match': etag };
    const gone = await carryOut(`DELETE /volumes/${volume}`, { headers: both });
    expect((await ask(`GET /volumes/${volume}`)).status).toBe(404);
    const again = await ask(`DELETE /volumes/${volume}`, { headers: both });
    expect([again.status, again.body['id'], again.body['state']]).toEqual([202, gone['id'], 'succeeded']);
    expect((await ask(`DELETE /volumes/${volume}`)).status).toBe(404);
  });

  it('gives nothing to who has lost the right since', async () => {
    const { ask, parts, tokenWith } = await aV2Server();
    const held = { role: 'operator', project: 'default' };
    const token = await tokenWith(held);
    await ask('POST /volumes', { body: replica3, headers, token });
    const me = (await ask('GET /me', { token })).body['user'];
    const { id } = await parts.identity.manage.getPrincipal(String(me?.['id']));
    await parts.identity.manage.revokeRole({ who: '[test]', from: '[test]' }, id, held);
    expect((await ask('POST /volumes', { body: replica3, headers, token })).status).toBe(403);
  });

  it.each(['', 'with space', 'é', 'x'.repeat(201)])('is not taken as %j', async (key) => {
    const { ask } = await aV2Server();
    const answer = await ask('POST /volumes', { body: replica3, headers: { 'idempotency-key': key } });
    expect([answer.status, answer.body['code']]).toEqual([400, 'HEADER_INVALID']);
  });
});

describe('the list of operations', () => {
  it('comes newest first, without gaps and doubles, also while new ones come in', async () => {
    const { ask, submit } = await withBoxes();
    const ids: string[] = [];
    for (let count = 0; count < 7; count += 1) ids.unshift(await submit());
    const found: string[] = [];
    for (let place: string | undefined = ''; place !== undefined; ) {
      const { body } = await ask(`GET /operations?limit=3${place}`);
      found.push(...(body['items'] as unknown as readonly { id: string }[]).map(({ id }) => id));
      place = body['next'] === undefined ? undefined : `&after=${String(body['next'])}`;
      await submit();
    }
    expect(found).toEqual(ids);
  });

  it('is narrowed to the projects of who asks, and by filters', async () => {
    const { ask, parts, submit, tokenWith } = await withBoxes();
    const { id: lab } = await parts.identity.manage.createProject({ who: 'x', from: 'x' }, 'lab');
    const { id: den } = await parts.identity.manage.createProject({ who: 'x', from: 'x' }, 'den');
    const [a, b] = [await submit(lab), await submit(den)];
    await submit();
    const ids = async (query: string, token?: string): Promise<unknown> =>
      (
        (await ask(`GET /operations${query}`, token === undefined ? {} : { token })).body['items'] as unknown as {
          id: string;
        }[]
      )
        .map(({ id }) => id)
        .toSorted();
    const token = await tokenWith({ role: 'viewer', project: lab }, { role: 'viewer', project: den });
    expect(await ids('', token)).toEqual([a, b].toSorted());
    expect(await ids(`?project=${lab}`, token)).toEqual([a]);
    expect(await ids('?project=default', token)).toEqual([]);
    expect(await ids('?kind=volume.create')).toEqual([]);
    expect(await ids('?kind=box.store')).toHaveLength(3);
    const other = await tokenWith({ role: 'viewer', project: 'default' });
    expect((await ask(`GET /operations/${a}`, { token: other })).status).toBe(403);
    expect((await ask(`GET /operations/${a}/log`, { token: other })).status).toBe(403);
    expect((await ask(`GET /operations/${a}/commands`, { token: other })).status).toBe(403);
  });

  it.each(['nonsense', 'bm9uc2Vuc2U', '', '%00'])('refuses the place %j, which is from no page', async (after) => {
    const { ask } = await aV2Server();
    expect((await ask(`GET /operations?after=${after}`)).status).toBe(400);
    expect((await ask('GET /operations?limit=0')).body).toMatchObject({ code: 'REQUEST_NOT_VALID' });
    expect((await ask('GET /operations?limit=501')).status).toBe(400);
  });
});

describe('an operation', () => {
  it('is held back until it has ended, for who waits', async () => {
    const { ask, world } = await aV2Server();
    const { body } = await ask('POST /volumes', { body: replica3 });
    const before = world.timer.now();
    const answer = await ask(`GET /operations/${String(body['id'])}?waitMs=30000`);
    expect(answer.body).toMatchObject({ state: 'succeeded', progress: { stagesSettled: 1, stagesExpected: 1 } });
    expect(world.timer.now()).toBeGreaterThan(before);
  });

  it('is given as it is when the time is over, or the server stops', async () => {
    const { ask, stop, submit, world } = await withBoxes({ limits: { running: 0 } });
    const id = await submit();
    const before = world.timer.now();
    expect((await ask(`GET /operations/${id}?waitMs=2000`)).body).toMatchObject({ state: 'queued' });
    expect(world.timer.now()).toBeGreaterThanOrEqual(before + 2000);
    stop();
    const later = world.timer.now();
    expect((await ask(`GET /operations/${id}?waitMs=30000`)).body).toMatchObject({ state: 'queued' });
    expect(world.timer.now()).toBeLessThan(later + 30_000);
    expect((await ask(`GET /operations/${id}?waitMs=30001`)).status).toBe(400);
  });

  it('answers 304 to who has it already, and holds until it is another one', async () => {
    const { ask, stuck, mend, world } = await withBoxes();
    const id = await stuck();
    const etag = String((await ask(`GET /operations/${id}`)).headers['etag']);
    const known = { headers: { 'if-none-match': etag } };
    const same = await ask(`GET /operations/${id}`, known);
    expect([same.status, same.text, same.headers['etag']]).toEqual([304, '', etag]);
    const before = world.timer.now();
    expect((await ask(`GET /operations/${id}?waitMs=3000`, known)).status).toBe(304);
    expect(world.timer.now()).toBeGreaterThanOrEqual(before + 3000);
    mend();
    const changed = await ask(`GET /operations/${id}?waitMs=30000`, known);
    expect(changed.status).toBe(200);
    expect(changed.headers['etag']).not.toBe(etag);
  });

  it('tells its log and its commands by pages', async () => {
    const { pages, ask, carryOut } = await aV2Server();
    const id = String((await carryOut('POST /volumes', { body: replica3 }))['id']);
    const log = (await pages(`GET /operations/${id}/log`, 3)).flat();
    expect(log.map((entry) => Number(entry['number']))).toEqual(log.map((_, index) => index + 1));
    expect(log[0]).toMatchObject({ event: { type: 'planned', attempt: 1 } });
    expect(log.at(-1)).toMatchObject({ event: { type: 'ended', state: 'succeeded' } });
    const whole = (await ask(`GET /operations/${id}/commands`)).body['items'] as unknown as readonly unknown[];
    const steps = (await pages(`GET /operations/${id}/commands`, 2)).flat();
    expect(steps).toEqual(whole);
    expect(steps.length).toBeGreaterThan(4);
    expect(JSON.stringify(steps)).toContain('mkfs.xfs');
    for (const place of ['log', 'commands']) {
      expect((await ask(`GET /operations/${id}/${place}?after=eA`)).body['code']).toBe('CURSOR_INVALID');
    }
  });

  it('is cancelled', async () => {
    const { ask, submit } = await withBoxes({ limits: { running: 0 } });
    const id = await submit();
    const me = (await ask('GET /me')).body['user']?.['id'];
    expect((await ask(`POST /operations/${id}/cancel`)).body).toMatchObject({ id, cancelledBy: me });
  });

  it('that has ended cannot be cancelled, and one that is not stuck not be decided on', async () => {
    const { ask, carryOut } = await aV2Server();
    const id = String((await carryOut('POST /volumes', { body: replica3 }))['id']);
    expect((await ask(`POST /operations/${id}/cancel`)).body).toMatchObject({ code: 'OPERATION_ENDED', status: 409 });
    expect((await ask(`POST /operations/${id}/retry`)).body['code']).toBe('OPERATION_NOT_STUCK');
    expect((await ask(`POST /operations/${id}/abandon`)).body['code']).toBe('OPERATION_NOT_STUCK');
    expect((await ask('POST /operations/nobody/abandon')).body['code']).toBe('OPERATION_NOT_FOUND');
  });

  it('that is stuck is retried, skipped over a step, or given up', async () => {
    const { ask, stuck, mend } = await withBoxes();
    const ended = async (id: string) => (await ask(`GET /operations/${id}?waitMs=30000`)).body;
    const [one, two, three] = [await stuck(), await stuck(), await stuck()];
    expect((await ask(`POST /operations/${two}/skip`, { body: { step: 'no-such' } })).body['code']).toBe(
      'OPERATION_STEP_NOT_OPEN',
    );
    await ask(`POST /operations/${two}/skip`, { body: { step: 'burn' } });
    expect(await ended(two)).toMatchObject({ state: 'succeeded' });
    expect((await ask(`POST /operations/${three}/abandon`)).body).toMatchObject({
      state: 'failed',
      error: { code: 'OPERATION_ABANDONED' },
    });
    mend();
    expect((await ask(`POST /operations/${one}/retry`)).status).toBe(200);
    expect(await ended(one)).toMatchObject({ state: 'succeeded' });
  });

  it('is decided on only by who may, and cancelled by who may that', async () => {
    const { ask, parts, stuck, tokenWith } = await withBoxes();
    const id = await stuck();
    const viewer = await tokenWith({ role: 'viewer' });
    for (const verb of ['cancel', 'retry', 'abandon'])
      expect((await ask(`POST /operations/${id}/${verb}`, { token: viewer })).status).toBe(403);
    const { id: lab } = await parts.identity.manage.createProject({ who: 'x', from: 'x' }, 'lab');
    const elsewhere = await tokenWith({ role: 'viewer' }, { role: 'admin', project: lab });
    expect((await ask(`POST /operations/${id}/abandon`, { token: elsewhere })).status).toBe(403);
  });
});

it('steps of an operation that has a way back say so', async () => {
  const floor = newFloor();
  floor.fault = (call) => (call === 'run b' ? broken() : undefined);
  const server: TestV2 = await aV2Server({ definitions: [storeBox(() => [[mark(floor, 'a')], [burn(floor, 'b')]])] });
  const id = await server.run(
    server.parts.engine.submit({ kind: 'box.store', input: { box: 'b' }, project: 'default', principal: 'ada' }),
  );
  const { body } = await server.ask(`GET /operations/${id}?waitMs=30000`);
  expect(body['progress']?.['stage']).toMatchObject({
    stepsDone: 1,
    stepsTotal: 2,
    steps: [
      { key: 'a', status: 'done', hasWayBack: true },
      { key: 'b', status: 'failed', hasWayBack: false, whyNoWayBack: 'what is burnt is burnt' },
    ],
  });
});
