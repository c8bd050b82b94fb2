import { beforeEach, describe, expect, it } from 'vitest';
import { addCluster, addDevice, addNode } from '../../../test/heketi/add-over-api.ts';
import { type HeketiWorld, startHeketi } from '../../../test/heketi/start-heketi.ts';

const ID = '0123456789abcdef0123456789abcdef';

let world: HeketiWorld;
let device: string;
beforeEach(async () => {
  world = await startHeketi({ isShared: true });
  device = await addDevice(world, await addNode(world, await addCluster(world), 'node-1'), '/dev/vdb');
  return () => world.stop();
});

describe('reading a device anew', () => {
  const resync = (id: string) => world.call('GET', `/devices/${id}/resync`);

  it('ck53: is a GET whose 202 has a page, and ends without a result; a POST is none', async () => {
    const accepted = await resync(device);
    const place = String(accepted.headers['location']);
    expect(accepted).toMatchObject({ status: 202, body: `<a href="${place}">Accepted</a>.\n\n` });
    expect(accepted.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(await world.end(accepted)).toMatchObject({ status: 204, body: '' });
    expect(await world.call('POST', `/devices/${device}/resync`)).toMatchObject({ status: 405, body: '' });
    expect(await resync(ID)).toMatchObject({ status: 404, body: 'Id not found\n' });
  });

  it('compat(heketi): Q12, is done in the state read-only too', async () => {
    world.adminState.set('read-only');
    expect((await world.end(await resync(device))).status).toBe(204);
    expect((await setOffline()).status).toBe(503);
    world.adminState.set('normal');
  });

  it('is told on the queue where something works on the device', async () => {
    const hold = (by: string | null) =>
      world.write({ sql: 'update gluster_device set removed_by = $1 where id = $2', values: [by, device] });
    await hold('o1');
    const accepted = await resync(device);
    expect(accepted.body).toMatch(/^<a href="\/queue\/[0-9a-f]{32}">Accepted<\/a>\.\n\n$/);
    expect(await world.end(accepted)).toMatchObject({
      status: 500,
      body: 'The target exists, contains other items, or is in use.\n',
    });
    await hold(null);
  });

  it('is refused on a read-only database', async () => {
    const other = await world.another({ settings: { isReadOnly: true } });
    expect((await other.call('GET', `/devices/${device}/resync`)).status).toBe(500);
  });

  function setOffline() {
    return world.call('POST', `/devices/${device}/state`, { json: { state: 'offline' } });
  }
});
