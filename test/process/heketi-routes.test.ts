import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { heketiRoutes } from '../../src/api/heketi/index.ts';
import { type Product, startProduct } from '../conformance/start-product.ts';
import { parsed } from '../heketi/add-over-api.ts';
import { type Reply, send } from '../heketi/http-client.ts';
import { KEYS, tokenFor } from '../heketi/tokens.ts';
import { temporaryFolder } from '../store/fixtures.ts';
import { exportedIds, underWay } from './heketi-exports.ts';
import { type Answered, routeTable, type Step } from './heketi-route-table.ts';

const environment = { HEKETI_EXECUTOR: 'mock', HEKETI_ADMIN_KEY: KEYS.admin, HEKETI_USER_KEY: KEYS.user };

describe('each route of Heketi’s API', () => {
  it('is in the table, and nothing else; and the table uses it', () => {
    expect(Object.keys(routeTable).toSorted()).toEqual(
      heketiRoutes.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
    for (const [route, { before, after }] of Object.entries(routeTable)) {
      expect([route, before.length > 0, after.length > 0]).toEqual([route, !route.startsWith('DELETE '), true]);
    }
  });

  it('works on simulated hosts, before the server is killed and after, until all is deleted', async () => {
    const data = join(temporaryFolder(), 'data');
    takeOver(data, underWay());
    const client = aClient();

    const first = await start(data);
    await client.walk(first, 'before');
    const told = await client.readAgain(first);
    first.process.kill('SIGKILL');
    await first.stop();

    const second = await start(data);
    expect(await client.readAgain(second)).toEqual(told);
    await client.walk(second, 'after');
    const dump = parsed<Readonly<Record<string, object>>>(await client.ask(second, 'GET', '/db/dump'));
    const { dbattributeentries: _, ...entries } = dump;
    expect(Object.keys(entries)).toHaveLength(7);
    for (const [kind, found] of Object.entries(entries)) expect([kind, found]).toEqual([kind, {}]);
  }, 120_000);
});

function takeOver(data: string, database: string): void {
  const args = ['import', 'heketi', '-', '--data', data];
  const { status, stderr } = spawnSync('bin/hostreeve', args, { encoding: 'utf8', timeout: 60_000, input: database });
  expect(status, stderr).toBe(0);
}

async function start(data: string): Promise<Product> {
  const product = await startProduct(['--data', data], environment);
  onTestFinished(() => void product.process.kill('SIGKILL'));
  return product;
}

/** Walks through the table, and knows by name what it has met. */
function aClient() {
  const ids = new Map(Object.entries(exportedIds).map(([kind, id]) => [kind === 'record' ? kind : `old-${kind}`, id]));

  const withIds = (text: string): string =>
    text.replaceAll(/@([\w:-]+)/g, (_, name: string) => {
      const id = ids.get(name);
      if (id === undefined) throw new Error(`nothing is named ${name}; there are ${[...ids.keys()].join(', ')}`);
      return id;
    });
  const withNames = (text: string): string =>
    [...ids].reduce((named, [name, id]) => named.replaceAll(id, `@${name}`), text);

  const ask = (server: Product, method: string, path: string, body?: object): Promise<Reply> =>
    send(Number(new URL(server.url).port), {
      method,
      path,
      headers: { authorization: `bearer ${tokenFor(method, path)}` },
      ...(body === undefined ? {} : { body: withIds(JSON.stringify(body)) }),
    });

  /** As clients do: polls what was accepted, and goes where its end leads to. */
  const endOf = async (server: Product, reply: Reply): Promise<Reply> => {
    const { location } = reply.headers;
    if (reply.headers['x-pending'] !== undefined) throw new Error('it goes on, and nobody said where');
    if (reply.status !== 202 && reply.status !== 303) return reply;
    for (;;) {
      const next = await ask(server, 'GET', String(location));
      if (next.headers['x-pending'] === undefined) return endOf(server, next);
    }
  };

  const carryOut = async (server: Product, route: string, step: Step): Promise<void> => {
    const [method = '', pattern = ''] = route.split(' ');
    const reply = await ask(server, method, pattern.replace('{id}', withIds(step.of ?? '')), step.body);
    if (step.leaves !== undefined) {
      expect([route, reply.status]).toEqual([route, 202]);
      ids.set(step.leaves, String(reply.headers['location']).replace('/queue/', ''));
      return;
    }
    const { status, headers, body } = await endOf(server, reply);
    expect({ route, step, status, body }).toMatchObject({ status: step.status });
    const isJson = String(headers['content-type']).startsWith('application/json');
    const names = step.names?.(JSON.parse(body) as Answered) ?? {};
    for (const [name, id] of Object.entries(names)) ids.set(name, id);
    const found = withNames(body);
    if (isJson && typeof step.answers === 'object') expect(JSON.parse(found), route).toMatchObject(step.answers ?? {});
    else if (step.answers !== undefined) expect([route, found]).toEqual([route, step.answers]);
  };

  return {
    ask,

    walk: async (server: Product, when: 'before' | 'after'): Promise<void> => {
      for (const [route, row] of Object.entries(routeTable)) {
        for (const step of row[when]) {
          if (step.waits === true) await vi.waitFor(() => carryOut(server, route, step), { timeout: 20_000 });
          else await carryOut(server, route, step);
        }
      }
    },

    /** What the reads answer that a killed server must not change. */
    readAgain: async (server: Product): Promise<Readonly<Record<string, string>>> => {
      const told: Record<string, string> = {};
      for (const [route, { before, stays }] of Object.entries(routeTable)) {
        if (stays === undefined) continue;
        const [method = '', pattern = ''] = route.split(' ');
        for (const { of = '' } of before) {
          const { body } = await ask(server, method, pattern.replace('{id}', withIds(of)));
          told[`${route} ${of}`] = withNames(body);
        }
      }
      return told;
    },
  };
}
