import { describe, expect, it } from 'vitest';
import { addCluster, addNode, parsed } from '../../../test/heketi/add-over-api.ts';
import { startHeketi } from '../../../test/heketi/start-heketi.ts';

describe('clusters', () => {
  it('ck30: are made with both flags off and three empty lists', async () => {
    const world = await startHeketi();
    const { status, body } = await world.call('POST', '/clusters', { json: {} });
    expect(status).toBe(201);
    expect(body).toMatch(
      /^\{"id":"[0-9a-f]{32}","nodes":\[\],"volumes":\[\],"block":false,"file":false,"blockvolumes":\[\]\}\n$/,
    );
  });

  it('ck31: want a body', async () => {
    const world = await startHeketi();
    for (const body of ['', '[]', '{} x', '{"file":1}', '"x"'])
      expect(await world.call('POST', '/clusters', { body })).toMatchObject({
        status: 422,
        body: 'request unable to be parsed\n',
      });
    expect((await world.call('POST', '/clusters', { body: ' null ' })).status).toBe(201);
  });

  it('ck32: are shown as they were when they were made', async () => {
    const world = await startHeketi();
    const made = await world.call('POST', '/clusters', { json: { block: true, file: true } });
    const { id } = parsed<{ id: string }>(made);
    expect((await world.call('GET', `/clusters/${id}`)).body).toBe(made.body);
  });

  it('are listed in the order of their ids', async () => {
    const world = await startHeketi();
    const ids = [await addCluster(world), await addCluster(world), await addCluster(world)];
    expect(parsed(await world.call('GET', '/clusters'))).toEqual({ clusters: ids.toSorted() });
  });

  it('ck33: get both flags at once, and one that is missing goes off', async () => {
    const world = await startHeketi();
    const id = await addCluster(world);
    const reply = await world.call('POST', `/clusters/${id}/flags`, { json: { block: false } });
    expect([reply.status, reply.body, reply.headers['content-type']]).toEqual([
      200,
      '',
      'application/json; charset=UTF-8',
    ]);
    expect(parsed(await world.call('GET', `/clusters/${id}`))).toMatchObject({ block: false, file: false });
  });

  it('are looked for after the body was read', async () => {
    const world = await startHeketi();
    expect((await world.call('POST', '/clusters/abc/flags', { body: 'x' })).status).toBe(422);
    expect(await world.call('POST', '/clusters/abc/flags', { json: {} })).toMatchObject({
      status: 404,
      body: 'Id not found\n',
    });
    expect((await world.call('DELETE', '/clusters/abc')).status).toBe(404);
  });

  it('ck34: are deleted at once', async () => {
    const world = await startHeketi();
    const id = await addCluster(world);
    const reply = await world.call('DELETE', `/clusters/${id}`);
    expect([reply.status, reply.body, reply.headers['content-type']]).toEqual([200, '', undefined]);
    expect((await world.call('GET', `/clusters/${id}`)).status).toBe(404);
  });

  it('ck35: are not deleted with nodes in them', async () => {
    const world = await startHeketi();
    const id = await addCluster(world);
    await addNode(world, id, 'node-1');
    expect(await world.call('DELETE', `/clusters/${id}`)).toMatchObject({
      status: 409,
      body: `Unable to delete cluster [${id}] because it contains volumes and/or nodes\n`,
    });
  });
});
