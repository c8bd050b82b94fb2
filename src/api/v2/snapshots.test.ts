import { describe, expect, it } from 'vitest';
import { aV2Server } from './testing/a-v2-server.ts';

const pair = { sizeGib: 10, durability: { kind: 'replicate', replica: 2 } };

async function withVolume() {
  const v2 = await aV2Server();
  const made = await v2.carryOut('POST /volumes', { body: { ...pair, name: 'web' } });
  return { ...v2, volume: String(made['result']?.['volume']) };
}

describe('snapshots', () => {
  it('are taken, listed, shown with an ETag, and deleted', async () => {
    const { ask, carryOut, pages, volume } = await withVolume();
    for (const name of ['one', 'two', 'three'])
      expect(await carryOut(`POST /volumes/${volume}/snapshots`, { body: { name } })).toMatchObject({
        state: 'succeeded',
        result: { volume, name },
      });
    const found = (await pages(`GET /volumes/${volume}/snapshots`, 2)).flat();
    expect(found).toHaveLength(3);
    expect((await ask('GET /snapshots?name=two')).body['items']).toMatchObject([{ name: 'two', volume, sizeGib: 10 }]);
    expect((await ask(`GET /snapshots?volume=${volume}`)).body['items']).toHaveLength(3);
    expect((await ask('GET /snapshots?volume=other')).body).toEqual({ items: [] });
    const path = `/snapshots/${String(found[0]?.['id'])}`;
    const { headers, body } = await ask(`GET ${path}`);
    expect(body).toMatchObject({ project: 'default', volume, createdAt: expect.stringMatching(/Z$/) });
    const etag = String(headers['etag']);
    expect((await ask(`GET ${path}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await ask(`DELETE ${path}`, { headers: { 'if-match': '"other"' } })).status).toBe(412);
    expect(await carryOut(`DELETE ${path}`, { headers: { 'if-match': etag } })).toMatchObject({ state: 'succeeded' });
    expect((await ask(`GET ${path}`)).status).toBe(404);
  });

  it('put their volume back, behind a dry run that says what is lost', async () => {
    const { ask, carryOut, volume } = await withVolume();
    const { result } = await carryOut(`POST /volumes/${volume}/snapshots`, { body: {} });
    const path = `/snapshots/${String(result?.['snapshot'])}`;
    const trial = await ask(`POST ${path}/restore?dryRun=true`);
    expect(trial.status).toBe(200);
    expect(trial.body['reasons']?.[0]?.toString()).toMatch(
      /^the volume web becomes what it was at .*Z; all .* is lost$/,
    );
    const headers = { 'if-plan': String(trial.body['planId']) };
    expect(await carryOut(`POST ${path}/restore`, { headers })).toMatchObject({
      state: 'succeeded',
      kind: 'snapshot.restore',
    });
    expect((await ask(`GET ${path}`)).status).toBe(404);
    const { body } = await ask(`GET /volumes/${volume}`);
    expect(body['bricks']?.[0]?.['path']?.toString()).toMatch(/^\/run\/gluster\/snaps\//);
  });

  it('keep their volume from being deleted', async () => {
    const { ask, carryOut, volume } = await withVolume();
    await carryOut(`POST /volumes/${volume}/snapshots`, { body: {} });
    const { status, body } = await ask(`DELETE /volumes/${volume}`);
    expect([status, body['code']]).toEqual([409, 'VOLUME_HAS_SNAPSHOTS']);
  });

  it('need a right of their own, in the project of their volume', async () => {
    const { ask, carryOut, volume, tokenWith, parts } = await withVolume();
    const { id: lab } = await parts.identity.manage.createProject({ who: '[test]', from: '[test]' }, 'lab');
    const { result } = await carryOut(`POST /volumes/${volume}/snapshots`, { body: {} });
    const path = `/snapshots/${String(result?.['snapshot'])}`;
    const viewer = await tokenWith({ role: 'viewer' });
    const elsewhere = await tokenWith({ role: 'operator', project: lab });
    expect((await ask(`GET ${path}`, { token: viewer })).status).toBe(200);
    expect((await ask(`GET ${path}`, { token: elsewhere })).status).toBe(403);
    expect((await ask('GET /snapshots', { token: elsewhere })).body).toEqual({ items: [] });
    for (const token of [viewer, elsewhere]) {
      expect((await ask(`POST ${path}/restore`, { token })).status).toBe(403);
      expect((await ask(`DELETE ${path}`, { token })).status).toBe(403);
      expect((await ask(`POST /volumes/${volume}/snapshots`, { token, body: {} })).status).toBe(403);
    }
  });
});

describe('clones', () => {
  it('are made of volumes and of snapshots, once for an idempotency key', async () => {
    const { ask, carryOut, volume } = await withVolume();
    const { result } = await carryOut(`POST /volumes/${volume}/snapshots`, { body: {} });
    const headers = { 'idempotency-key': 'once' };
    for (const [path, name] of [
      [`/volumes/${volume}/clone`, 'copy'],
      [`/snapshots/${String(result?.['snapshot'])}/clone`, 'of-snapshot'],
    ] as const) {
      const made = await carryOut(`POST ${path}`, { body: { name }, headers });
      expect(made).toMatchObject({ kind: 'volume.clone', state: 'succeeded', result: { name, clonedFrom: volume } });
      expect(await carryOut(`POST ${path}`, { body: { name }, headers })).toMatchObject({ id: made['id'] });
      expect((await ask(`GET /volumes/${String(made['result']?.['volume'])}`)).body).toMatchObject({ name, ...pair });
    }
    const taken = await ask(`POST /volumes/${volume}/clone`, { body: { name: 'copy' } });
    expect([taken.status, taken.body['code']]).toEqual([409, 'VOLUME_NAME_TAKEN']);
  });
});
