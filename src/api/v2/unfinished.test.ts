import { describe, expect, it } from 'vitest';
import { aV2Server, type TestV2 } from './testing/a-v2-server.ts';

const RECORD = 'a'.repeat(32);

/** A volume whose making nobody finished. */
async function withUnfinished(): Promise<TestV2> {
  const server = await aV2Server();
  const wish = { name: 'web', sizeGib: 10, durability: { kind: 'replicate', replica: 3 } };
  await server.carryOut('POST /volumes', { body: wish });
  await server.world.store.write(
    [
      `insert into gluster_unfinished (id, kind, created_at_ms) values ('${RECORD}', 'volume.create', 1)`,
      `update gluster_volume set state = 'creating', operation = '${RECORD}'`,
      `update gluster_brick set state = 'creating', operation = '${RECORD}'`,
    ].map((sql) => ({ sql, values: [] })),
  );
  return server;
}

describe('what was taken over unfinished', () => {
  it('is listed with what it holds, shown in a dry run, and undone', async () => {
    const server = await withUnfinished();
    const { body } = await server.ask('GET /unfinished');
    expect(body['items']).toMatchObject([
      { id: RECORD, kind: 'volume.create', createdAt: '1970-01-01T00:00:00.001Z', volumes: [expect.any(String)] },
    ]);
    expect((await server.ask(`GET /unfinished/${RECORD}`)).body).toEqual(body['items']?.['0']);
    const trial = await server.ask(`POST /unfinished/${RECORD}/resolve?dryRun=true`, { body: {} });
    expect(trial.body).toMatchObject({ reasons: [expect.stringContaining('the volume web and its 3 bricks go')] });
    const done = await server.carryOut(`POST /unfinished/${RECORD}/resolve`, { body: {} });
    expect(done).toMatchObject({ kind: 'unfinished.resolve', state: 'succeeded' });
    expect((await server.ask('GET /unfinished')).body).toEqual({ items: [] });
    const gone = await server.ask(`POST /unfinished/${RECORD}/resolve`, { body: {} });
    expect([gone.status, gone.body['code']]).toEqual([404, 'UNFINISHED_NOT_FOUND']);
  });

  it('stays as a volume where that is asked for', async () => {
    const server = await withUnfinished();
    await server.carryOut(`POST /unfinished/${RECORD}/resolve`, { body: { keep: true } });
    expect((await server.ask('GET /volumes')).body['items']).toMatchObject([{ name: 'web' }]);
  });

  it('is seen by who may see operations of its project, and resolved by who may decide about them', async () => {
    const server = await withUnfinished();
    const viewer = { token: await server.tokenWith({ role: 'viewer' }) };
    expect((await server.ask('GET /unfinished', viewer)).body['items']).toHaveLength(1);
    expect((await server.ask(`POST /unfinished/${RECORD}/resolve`, { body: {}, ...viewer })).status).toBe(403);
    const { id: lab } = await server.parts.identity.manage.createProject({ who: 'x', from: 'x' }, 'lab');
    const other = { token: await server.tokenWith({ role: 'operator', project: lab }) };
    expect((await server.ask('GET /unfinished', other)).body['items']).toEqual([]);
    expect((await server.ask(`GET /unfinished/${RECORD}`, other)).status).toBe(403);
    expect((await server.ask(`POST /unfinished/${RECORD}/resolve`, { body: {}, ...other })).status).toBe(403);
  });
});
