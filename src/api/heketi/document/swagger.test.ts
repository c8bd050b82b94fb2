import { describe, expect, it } from 'vitest';
import { startHeketi } from '../../../../test/heketi/start-heketi.ts';
import { heketiRoutes } from '../routes.ts';
import { describedRoutes, heketiDocument } from './swagger.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly 'x-nullable'?: boolean;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly in: string; readonly name: string; readonly schema?: Schema }[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly schema?: Schema }>>;
  readonly security?: readonly object[];
}

const document = heketiDocument('1.2.3') as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly definitions: Readonly<Record<string, Schema>>;
};

describe('the document of the API', () => {
  it('describes every route, and nothing else', () => {
    expect(Object.keys(describedRoutes).toSorted()).toEqual(
      heketiRoutes.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(operations).toHaveLength(heketiRoutes.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  it('asks for a token where the server does', () => {
    for (const { method, path, access } of heketiRoutes) {
      const { security, responses } = document.paths[path]?.[method.toLowerCase()] ?? {};
      expect([path, security]).toEqual([path, access === 'public' ? [] : undefined]);
      expect([path, Object.keys(responses ?? {}).includes('401')]).toEqual([path, access !== 'public']);
    }
  });

  it('has every key that a body is read by', () => {
    const title = { $ref: '#/definitions/VolumeCreateRequest' };
    expect(document.paths['/volumes']?.['post']?.parameters[0]?.schema).toEqual(title);
    expect(Object.keys(document.definitions['VolumeCreateRequest']?.properties ?? {})).toEqual([
      'size',
      'name',
      'clusters',
      'durability',
      'gid',
      'glustervolumeoptions',
      'block',
      'snapshot',
    ]);
  });

  it('is right about what is answered through the life of a volume', async () => {
    const heketi = await startHeketi();
    const seen = new Set<string>();
    const ask = async (method: string, path: string, id = '', json?: object): Promise<Record<string, string>> => {
      const reply = await heketi.call(method, path.replace('{id}', id), json === undefined ? {} : { json });
      const told = document.paths[path]?.[method.toLowerCase()]?.responses[reply.status];
      expect([method, path, told]).toEqual([method, path, expect.anything()]);
      seen.add(`${method} ${path}`);
      if (reply.status === 202) {
        const end = await heketi.end(reply);
        if (end.status !== 303) expect([path, end.status, end.body]).toEqual([path, 204, '']);
        return { location: String(end.headers['location'] ?? '') };
      }
      if (told?.schema === undefined || told.schema.type === 'string') return {};
      const value = JSON.parse(reply.body) as Record<string, string>;
      expect([path, faultsOf(value, told.schema)]).toEqual([path, []]);
      return value;
    };
    const idIn = ({ location = '' }: Record<string, string>): string => location.split('/').at(-1) ?? '';

    const { id: cluster = '' } = await ask('POST', '/clusters', '', { file: true, block: true });
    for (const zone of [1, 2, 3]) {
      const hostnames = { manage: [`node${zone}`], storage: [`10.0.0.${zone}`] };
      const node = idIn(await ask('POST', '/nodes', '', { zone, hostnames, cluster, tags: { rack: 'a' } }));
      await ask('POST', '/devices', '', { name: '/dev/sdb', node });
    }
    const durability = { type: 'replicate', replicate: { replica: 3 } };
    const snapshot = { enable: true, factor: 1.5 };
    const volume = idIn(await ask('POST', '/volumes', '', { size: 1, durability, snapshot, gid: 2000 }));
    await ask('GET', '/volumes/{id}', volume);
    await ask('GET', '/volumes');
    await ask('GET', '/clusters');
    const { nodes } = await ask('GET', '/clusters/{id}', cluster);
    const { devices } = await ask('GET', '/nodes/{id}', nodes?.[0]);
    const device = (devices as unknown as readonly { readonly id: string }[])[0]?.id;
    await ask('GET', '/devices/{id}', device);
    await ask('POST', '/clusters/{id}/flags', cluster, { file: true });
    await ask('POST', '/nodes/{id}/state', nodes?.[0], { state: 'offline' });
    await ask('POST', '/devices/{id}/state', device, { state: 'offline' });
    const release = heketi.hold((word) => word === 'delete');
    const deleting = await heketi.call('DELETE', `/volumes/${volume}`);
    const { pendingoperations } = await ask('GET', '/operations/pending');
    const [pending] = pendingoperations as unknown as readonly { readonly id: string }[];
    await ask('GET', '/operations/pending/{id}', pending?.id);
    release();
    await heketi.end(deleting);
    await ask('GET', '/operations');
    await ask('GET', '/admin');
    await ask('GET', '/internal/logging');
    await ask('POST', '/internal/logging', '', { loglevel: { glusterfs: 'debug' } });
    await ask('POST', '/operations/pending/cleanup', '', {});
    await ask('GET', '/volumes/{id}', volume);
    expect(seen.size).toBeGreaterThan(18);
  });
});

/** As strict as the document is for people: keys that it does not name are faults too. */
function faultsOf(value: unknown, given: Schema, at = ''): readonly string[] {
  const schema = given.$ref === undefined ? given : document.definitions[given.$ref.split('/').at(-1) ?? ''];
  if (schema === undefined) return [`${at}: nothing is called ${given.$ref}`];
  if (value === null && schema['x-nullable'] === true) return [];
  const { type, enum: words, pattern, properties, required = [], items, additionalProperties } = schema;
  const found = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  if (found !== type && !(found === 'integer' && type === 'number')) return [`${at}: is ${found}, not ${type}`];
  if (words !== undefined && !words.includes(value)) return [`${at}: is ${String(value)}`];
  if (pattern !== undefined && !new RegExp(pattern).test(String(value))) return [`${at}: is ${String(value)}`];
  if (Array.isArray(value)) return value.flatMap((each: unknown) => faultsOf(each, items ?? {}, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return [
    ...required.filter((name) => !(name in value)).map((name) => `${at}.${name}: is missing`),
    ...Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
      const inner = properties?.[name] ?? additionalProperties;
      return inner === undefined ? [`${at}.${name}: is not told`] : faultsOf(each, inner, `${at}.${name}`);
    }),
  ];
}
