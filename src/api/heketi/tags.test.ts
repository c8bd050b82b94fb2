import { beforeEach, describe, expect, it } from 'vitest';
import {
  addCluster,
  addDevice,
  addNode,
  type DeviceJson,
  type NodeJson,
  parsed,
  setState,
} from '../../../test/heketi/add-over-api.ts';
import { type HeketiWorld, startHeketi } from '../../../test/heketi/start-heketi.ts';

const ID = '0123456789abcdef0123456789abcdef';

let world: HeketiWorld;
let node: string;
let device: string;
beforeEach(async () => {
  world = await startHeketi({ isShared: true });
  node = await addNode(world, await addCluster(world), 'node-1');
  device = await addDevice(world, node, '/dev/vdb');
  return () => world.stop();
});

const things = [
  ['a node', () => `/nodes/${node}`],
  ['a device', () => `/devices/${device}`],
] as const;

describe.each(things)('the tags of %s', (_, pathOf) => {
  const change = (type: string, tags?: object | null) =>
    world.call('POST', `${pathOf()}/tags`, { json: { change_type: type, ...(tags === undefined ? {} : { tags }) } });
  const shown = async () => parsed<NodeJson | DeviceJson>(await world.call('GET', pathOf()));

  it('ck45: are cleared by a set of none, and not shown then', async () => {
    await change('set', { a: 'b' });
    const reply = await change('set', {});
    expect([reply.status, reply.body, reply.headers['content-type']]).toEqual([
      200,
      '{}\n',
      'application/json; charset=UTF-8',
    ]);
    expect(await shown()).not.toHaveProperty('tags');
    await change('set', { a: 'b' });
    expect((await change('set', null)).body).toBe('{}\n');
    await change('set', { a: 'b' });
    expect((await change('set')).body).toBe('{}\n');
  });

  it('are set, updated and deleted, and the answer is the bare map', async () => {
    expect(await change('set', { b: '2', a: '1' })).toMatchObject({ status: 200, body: '{"a":"1","b":"2"}\n' });
    expect((await change('update', { b: '3', c: '' })).body).toBe('{"a":"1","b":"3","c":""}\n');
    expect((await change('delete', { a: 'whatever', unknown: '' })).body).toBe('{"b":"3","c":""}\n');
    expect((await change('set', { constructor: 'x' })).body).toBe('{"constructor":"x"}\n');
    expect((await change('delete', { constructor: '' })).body).toBe('{}\n');
    await change('set', { arbiter: 'required' });
    expect(await shown()).toMatchObject({ tags: { arbiter: 'required' } });
  });

  it('compat(heketi): values of what is deleted are ignored', async () => {
    await change('set', { a: '1', b: '2' });
    expect((await change('delete', { a: 'not 1' })).body).toBe('{"b":"2"}\n');
  });

  it('compat(heketi): may be more than 32 in all', async () => {
    const of = (letter: string) =>
      Object.fromEntries(Array.from({ length: 32 }, (_each, index) => [`${letter}${index}`, '']));
    await change('set', of('a'));
    expect(Object.keys(parsed<object>(await change('update', of('b'))))).toHaveLength(64);
  });

  it('are at most 512 in all, so that a row has an end', async () => {
    const of = (from: number) =>
      Object.fromEntries(Array.from({ length: 32 }, (_each, index) => [`t${from + index}`, '']));
    for (let from = 0; from < 512; from += 32) expect((await change('update', of(from))).status).toBe(200);
    expect(await change('update', { more: '' })).toMatchObject({
      status: 409,
      body: expect.stringMatching(/would have 513 tags; 512 are the most\n$/),
    });
    expect((await change('update', { t1: 'other' })).status).toBe(200);
  });

  it('want a kind of change', async () => {
    expect(await change('', {})).toMatchObject({
      status: 400,
      body: 'validation failed: change_type: cannot be blank.\n',
    });
    expect((await change('Set', {})).body).toBe('validation failed: change_type: must be a valid value.\n');
    expect((await world.call('POST', `${pathOf()}/tags`, { json: {} })).body).toBe(
      'validation failed: change_type: cannot be blank.\n',
    );
    for (const body of ['', '[]', '{"change_type":"set","tags":{"a":1}}', '{"change_type":1}'])
      expect(await world.call('POST', `${pathOf()}/tags`, { body })).toMatchObject({
        status: 422,
        body: 'request unable to be parsed\n',
      });
  });

  it('ck46: a name with a blank is refused', async () => {
    expect(await change('update', { 'a b': '' })).toMatchObject({
      status: 400,
      body: 'validation failed: tags: invalid characters in tag name a b.\n',
    });
    expect((await change('', { [`a${'x'.repeat(32)}`]: '' })).body).toBe(
      `validation failed: change_type: cannot be blank; tags: tag name a${'x'.repeat(32)}: the length must be between 1 and 32.\n`,
    );
  });

  it('ck47: 33 of them are refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 33 }, (_each, index) => [`t${index}`, '']));
    for (const type of ['set', 'update', 'delete'])
      expect(await change(type, many)).toMatchObject({
        status: 400,
        body: 'validation failed: tags: too many tags specified (33), up to 32 supported.\n',
      });
  });

  it('Q18: are not lost by changes at the same time', async () => {
    const names = Array.from({ length: 8 }, (_each, index) => `t${index}`);
    await Promise.all([
      ...names.map((name) => change('update', { [name]: name })),
      setState(world, pathOf(), 'offline'),
    ]);
    expect(await shown()).toMatchObject({
      state: 'offline',
      tags: Object.fromEntries(names.map((name) => [name, name])),
    });
  });
});

describe('tags of what is not there', () => {
  it('are refused after the request was looked at', async () => {
    for (const path of [`/nodes/${ID}/tags`, `/devices/${ID}/tags`]) {
      expect((await world.call('POST', path, { json: {} })).status).toBe(400);
      expect(await world.call('POST', path, { json: { change_type: 'set' } })).toMatchObject({
        status: 404,
        body: 'Id not found\n',
      });
      expect((await world.call('GET', path)).status).toBe(405);
    }
  });

  it('are not changed on a read-only database', async () => {
    const other = await world.another({ settings: { isReadOnly: true } });
    expect(await other.call('POST', `/nodes/${node}/tags`, { json: { change_type: 'set' } })).toMatchObject({
      status: 500,
      body: 'database is in read-only mode\n',
    });
  });
});
