import { describe, expect, it } from 'vitest';
import { aV2Server, type TestV2 } from './testing/a-v2-server.ts';

const hosting = { name: 'hosting', sizeGib: 100, durability: { kind: 'replicate', replica: 3 }, block: true };

async function withHosting(): Promise<{ readonly server: TestV2; readonly volume: string }> {
  const server = await aV2Server();
  const made = await server.carryOut('POST /volumes', { body: hosting });
  return { server, volume: String(made['result']?.['volume']) };
}

async function addBlock({ carryOut }: TestV2, wish: object): Promise<string> {
  const made = await carryOut('POST /block-volumes', { body: wish });
  expect(made).toMatchObject({ kind: 'block-volume.create', state: 'succeeded' });
  return String(made['result']?.['blockVolume']);
}

describe('block volumes', () => {
  it('are made, listed, shown, expanded and deleted', async () => {
    const { server, volume } = await withHosting();
    const { ask, carryOut, cluster } = server;
    const id = await addBlock(server, { name: 'data', sizeGib: 20, haCount: 2 });
    const path = `/block-volumes/${id}`;
    const shown = await ask(`GET ${path}`);
    expect(shown.body).toMatchObject({
      id,
      project: 'default',
      cluster: cluster.id,
      hosting: volume,
      name: 'data',
      sizeGib: 20,
      usableGib: 20,
      haCount: 2,
      hosts: { length: 2 },
      iqn: expect.stringMatching(/^iqn\.2016-12\.org\.gluster-block:/),
      lun: 0,
      auth: false,
    });
    const etag = String(shown.headers['etag']);
    expect((await ask(`GET ${path}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    for (const filter of ['', '?name=data', `?hosting=${volume}`, `?cluster=${cluster.id}`])
      expect((await ask(`GET /block-volumes${filter}`)).body).toEqual({ items: [shown.body] });
    expect((await ask('GET /block-volumes?name=other')).body).toEqual({ items: [] });
    expect((await ask(`GET /volumes/${volume}`)).body).toMatchObject({
      hosting: { freeGib: 78, reservedGib: 2, blockVolumes: [id], restriction: 'none' },
    });
    expect((await ask(`GET /clusters/${cluster.id}`)).body).toMatchObject({ blockVolumes: [id] });

    const tried = await ask(`POST ${path}/expand?dryRun=true`, { body: { sizeGib: 30 } });
    expect(tried.body).toMatchObject({ reasons: ['10 of 78 GiB that hosting has free'] });
    const expanded = await carryOut(`POST ${path}/expand`, { body: { sizeGib: 30 }, headers: { 'if-match': etag } });
    expect(expanded).toMatchObject({ kind: 'block-volume.expand', state: 'succeeded' });
    expect((await ask(`POST ${path}/expand`, { body: { sizeGib: 31 }, headers: { 'if-match': etag } })).status).toBe(
      412,
    );
    expect((await ask(`POST ${path}/expand`, { body: { sizeGib: 30 } })).body).toMatchObject({
      status: 409,
      code: 'BLOCK_VOLUME_SIZE_REFUSED',
    });
    expect((await ask(`POST ${path}/expand`, { body: { sizeGib: 99 } })).body['code']).toBe('BLOCK_VOLUME_NO_SPACE');
    expect((await ask(`DELETE /volumes/${volume}`)).body['code']).toBe('VOLUME_HAS_BLOCK_VOLUMES');
    expect(await carryOut(`DELETE ${path}`)).toMatchObject({ kind: 'block-volume.delete', state: 'succeeded' });
    expect((await ask(`GET ${path}`)).body).toMatchObject({ status: 404, code: 'BLOCK_VOLUME_NOT_FOUND' });
  });

  it('say why there is no room for them', async () => {
    const { server } = await withHosting();
    const refused = await server.ask('POST /block-volumes', { body: { sizeGib: 99 } });
    expect(refused.body).toMatchObject({ status: 409, code: 'BLOCK_HOSTING_OFF' });
    const large = await server.ask('POST /block-volumes', { body: { sizeGib: 5_000 } });
    expect(large.body).toMatchObject({
      code: 'BLOCK_HOSTING_TOO_SMALL',
      fields: { hostingGib: 1024, offeredGib: 1003 },
    });
  });

  it('show their login to those who may see it alone, and the audit record says who did', async () => {
    const { server } = await withHosting();
    const { ask, tokenWith } = server;
    const [open, closed] = [await addBlock(server, { sizeGib: 1 }), await addBlock(server, { sizeGib: 1, auth: true })];
    expect((await ask(`GET /block-volumes/${open}/credentials`)).body).toEqual({});
    const path = `/block-volumes/${closed}/credentials`;
    const token = await tokenWith({ role: 'viewer' });
    expect((await ask(`GET /block-volumes/${closed}`, { token })).status).toBe(200);
    expect((await ask(`GET ${path}`, { token })).status).toBe(403);
    const { body, headers } = await ask(`GET ${path}`);
    expect(body).toEqual({ username: expect.any(String), password: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(headers['cache-control']).toBe('no-store');
    const told = await server.world.store.read({
      sql: `select action, target, body from audit_entry where action = 'block-volume.reveal'`,
      values: [],
    });
    expect(told).toEqual([{ action: 'block-volume.reveal', target: `block-volume/${closed}`, body: 'null' }]);
    const all = await server.world.store.read({ sql: 'select body from operation_event', values: [] });
    expect(JSON.stringify(all)).not.toContain(String(body['password']));
  });
});

describe('a volume that holds block volumes', () => {
  it('is locked and unlocked', async () => {
    const { server, volume } = await withHosting();
    const { ask } = server;
    const change = (restriction: string, headers = {}) =>
      ask(`PATCH /volumes/${volume}`, { body: { restriction }, headers });
    const before = await ask(`GET /volumes/${volume}`);
    const etag = String(before.headers['etag']);
    const locked = await change('locked', { 'if-match': etag });
    expect([locked.status, locked.body]).toMatchObject([200, { hosting: { restriction: 'locked' } }]);
    expect((await change('none', { 'if-match': etag })).status).toBe(412);
    expect((await ask('POST /block-volumes', { body: { sizeGib: 1 } })).body['code']).toBe('BLOCK_HOSTING_OFF');
    expect((await change('none')).body).toEqual(before.body);
    expect((await change('locked-by-update')).status).toBe(400);
  });

  it('is another one than a volume of files', async () => {
    const { server } = await withHosting();
    const made = await server.carryOut('POST /volumes', { body: { sizeGib: 1, durability: { kind: 'none' } } });
    const path = `/volumes/${String(made['result']?.['volume'])}`;
    expect((await server.ask(`GET ${path}`)).body['hosting']).toBeUndefined();
    expect((await server.ask(`PATCH ${path}`, { body: { restriction: 'locked' } })).body['code']).toBe(
      'VOLUME_NOT_HOSTING',
    );
  });
});
