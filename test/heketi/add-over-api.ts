import type { HeketiServer } from './start-heketi.ts';
import type { Reply } from './http-client.ts';

/** What tests add as a client would: over the API. */

export interface NodeJson {
  readonly id: string;
  readonly state: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly devices: readonly DeviceJson[];
}

export interface DeviceJson {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly storage: { readonly total: number; readonly free: number; readonly used: number };
  readonly bricks: readonly { readonly id: string; readonly size: number }[];
}

/** A body as the test knows it to be. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says in one place what would be a cast at each call
export const parsed = <Value>({ body }: Pick<Reply, 'body'>): Value => JSON.parse(body) as Value;

export async function addCluster(server: HeketiServer, flags: object = { file: true, block: true }): Promise<string> {
  return parsed<{ id: string }>(await server.call('POST', '/clusters', { json: flags })).id;
}

export function nodeWish(cluster: string, name: string, more: object = {}): object {
  return { zone: 1, hostnames: { manage: [name], storage: [`${name}-storage`] }, cluster, ...more };
}

export async function addNode(server: HeketiServer, cluster: string, name: string, more: object = {}): Promise<string> {
  const accepted = await server.call('POST', '/nodes', { json: nodeWish(cluster, name, more) });
  return idIn(await server.end(accepted));
}

export async function addDevice(server: HeketiServer, node: string, name: string): Promise<string> {
  const end = await server.end(await server.call('POST', '/devices', { json: { node, name } }));
  if (end.status !== 204) throw new Error(`${end.status} ${end.body}`);
  const { devices } = parsed<NodeJson>(await server.call('GET', `/nodes/${node}`));
  const device = devices.find((each) => each.name === name);
  if (device === undefined) throw new Error(`${name} is not there`);
  return device.id;
}

export async function addVolume(server: HeketiServer, wish: object): Promise<string> {
  return idIn(await server.end(await server.call('POST', '/volumes', { json: wish })));
}

export async function setState(server: HeketiServer, path: string, state: string, more: object = {}): Promise<Reply> {
  return server.end(await server.call('POST', `${path}/state`, { json: { state, ...more } }));
}

/** The id at the end of a 303. */
export function idIn({ status, headers, body }: Reply): string {
  if (status !== 303) throw new Error(`no redirect: ${status} ${body}`);
  return String(headers['location']).replace(/^.*\//, '');
}
