import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTopology } from './read-topology.ts';

const node = (fields: object, devices: unknown = []): object => ({
  node: { hostnames: { manage: ['n1'], storage: ['10.0.0.1'] }, zone: 1, ...fields },
  devices,
});
const read = (...nodes: readonly object[]) => readTopology(JSON.stringify({ clusters: [{ nodes }] }));

describe('a topology file', () => {
  it("is read in Heketi's form, with devices as texts and as objects", () => {
    const devices = ['/dev/sdb', { name: '/dev/sdc', destroydata: true, tags: { tier: 'fast' } }];
    const file = { clusters: [{ block: false, nodes: [node({ zone: 3, tags: { rack: 'a' } }, devices)] }] };
    expect(readTopology(JSON.stringify(file))).toEqual({
      kind: 'read',
      warnings: [],
      topology: {
        clusters: [
          {
            takesFile: true,
            takesBlock: false,
            nodes: [
              {
                manage: ['n1'],
                storage: ['10.0.0.1'],
                zone: 3,
                tags: { rack: 'a' },
                devices: [
                  { name: '/dev/sdb', destroyData: false, tags: {} },
                  { name: '/dev/sdc', destroyData: true, tags: { tier: 'fast' } },
                ],
              },
            ],
          },
        ],
      },
    });
  });

  it("has its keys in any case, as Heketi's client takes them", () => {
    const file = {
      Clusters: [{ Nodes: [{ Node: { HostNames: { Manage: ['n1'], Storage: ['s1'] }, Zone: 2 }, Devices: [] }] }],
    };
    expect(readTopology(JSON.stringify(file))).toMatchObject({
      kind: 'read',
      topology: { clusters: [{ nodes: [{ manage: ['n1'], storage: ['s1'], zone: 2 }] }] },
    });
  });

  it('may leave out what has a default', () => {
    const { node: inner } = node({}) as { readonly node: object };
    expect(read({ node: inner })).toMatchObject({
      kind: 'read',
      topology: { clusters: [{ nodes: [{ devices: [] }] }] },
    });
    expect(read(node({ tags: null }))).toMatchObject({ kind: 'read' });
  });

  it('is warned about where a key is not known, or a cluster would be empty', () => {
    expect(read({ ...node({}), devics: ['/dev/sdb'] })).toMatchObject({
      kind: 'read',
      warnings: ['clusters[0].nodes[0].devics: is not known and has no effect'],
    });
    expect(read()).toMatchObject({ kind: 'read', warnings: ['clusters[0].nodes: is empty; no cluster is made'] });
  });

  it('is refused with all its faults at once, each with its place', () => {
    const poor = { hostnames: { manage: [], storage: 'one' }, zone: 0, tags: [] };
    expect(read(node({ ...poor }, [{ destroydata: 'yes' }, 4]), {}, { node: {} })).toMatchObject({
      kind: 'invalid',
      problems: [
        'clusters[0].nodes[0].node.hostnames.manage: must have a name in it',
        'clusters[0].nodes[0].node.hostnames.storage: must be a list',
        'clusters[0].nodes[0].node.zone: must be a whole number of at least 1',
        'clusters[0].nodes[0].node.tags: must be an object of texts',
        'clusters[0].nodes[0].devices[0].name: is missing',
        'clusters[0].nodes[0].devices[0].destroydata: must be true or false',
        'clusters[0].nodes[0].devices[1]: must be an object',
        'clusters[0].nodes[0].devices[1].name: is missing',
        'clusters[0].nodes[1].node: is missing',
        'clusters[0].nodes[2].node.hostnames: is missing',
      ],
    });
    expect(readTopology('{}')).toMatchObject({ problems: ['clusters: is missing'] });
    expect(readTopology('[]')).toMatchObject({ problems: ['the file: must be an object', 'clusters: is missing'] });
    expect(readTopology('{')).toMatchObject({ problems: [expect.stringMatching(/^is not JSON: /)] });
  });

  it('is read or refused, whatever it has', () => {
    const anything = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(
          fc.constantFrom('clusters', 'nodes', 'node', 'hostnames', 'manage', 'storage', 'zone', 'devices', 'name'),
          tie('value'),
        ),
      ),
    })).value;
    fc.assert(
      fc.property(anything, (value) => {
        const found = readTopology(JSON.stringify(value));
        if (found.kind === 'invalid') expect(found.problems.length).toBeGreaterThan(0);
        else
          for (const each of found.topology.clusters.flatMap(({ nodes }) => nodes))
            expect(each.manage.length * each.storage.length * each.zone).toBeGreaterThan(0);
      }),
    );
  });
});
