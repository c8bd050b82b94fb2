import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../test/simulation/world.ts';
import { type HostId, hostId } from '../../../kernel/remote/index.ts';
import { formPool, type SimulatedBlock, type SimulatedVolume } from '../gluster/simulated-pool.ts';
import { recordedProgram } from '../testing/recordings.ts';
import { runSimulated } from '../testing/run-simulated.ts';
import { blockCreate } from './programs/block-create.ts';
import { blockDelete } from './programs/block-delete.ts';
import { blockInfo } from './programs/block-info.ts';
import { blockList } from './programs/block-list.ts';
import { blockModify } from './programs/block-modify.ts';
import { blockDaemonOf, simulatedBlock } from './simulated-block.ts';

/** What the hosts are like when a command is given. */
interface Scene {
  readonly noVolume?: true;
  readonly status?: SimulatedVolume['status'];
  /** Its block volumes, with 10 GiB on the first two hosts unless something else is said. */
  readonly blocks?: Readonly<Record<string, Partial<SimulatedBlock>>>;
  readonly off?: string;
  readonly daemonDown?: true;
}

const folder = (name: string): string => join(import.meta.dirname, 'programs', '__derived__', name);
const VOLUME = 'vol_d516d9c4d03f8067b567405fb6d5e781';
const [one, two, three] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
const GIB = 1024 ** 3;
const there = { blockvol_0f3a: {} };
const login = { blockvol_0f3a: { password: '0c1f4b7e-1d2a-4c3b-8f6e-7a9b8c6d5e4f' } };

const cases = [
  [
    recordedProgram(folder('gluster-block-create'), blockCreate),
    {
      ok: {},
      'ok-with-login': {},
      'name-exists': { blocks: there },
      'no-such-volume': { noVolume: true },
      'volume-stopped': { status: 'stopped' },
      'host-down': { off: two },
      'daemon-down': { daemonDown: true },
    },
  ],
  [
    recordedProgram(folder('gluster-block-delete'), blockDelete),
    {
      ok: { blocks: there },
      'no-such-block': {},
      'no-such-volume': { noVolume: true },
      'host-down': { blocks: there, off: two },
    },
  ],
  [
    recordedProgram(folder('gluster-block-modify'), blockModify),
    {
      ok: { blocks: there },
      'host-down': { blocks: there, off: two },
      'same-size': { blocks: there },
      smaller: { blocks: there },
      'no-such-block': {},
    },
  ],
  [
    recordedProgram(folder('gluster-block-info'), blockInfo),
    {
      ok: { blocks: there },
      'ok-with-login': { blocks: login },
      'half-made': { blocks: { blockvol_0f3a: { hosts: { [one]: 10 * GIB } } } },
      'half-resized': {
        blocks: { blockvol_0f3a: { bytes: 20 * GIB, hosts: { [one]: 20 * GIB, [two]: 10 * GIB } } },
      },
      'no-such-block': {},
      'no-such-volume': { noVolume: true },
    },
  ],
  [
    recordedProgram(folder('gluster-block-list'), blockList),
    {
      ok: { blocks: { blockvol_0f3a: {}, data: {} } },
      empty: {},
      'no-such-volume': { noVolume: true },
    },
  ],
] as const satisfies readonly (readonly [ReturnType<typeof recordedProgram>, Readonly<Record<string, Scene>>])[];

describe.each(
  cases.map(([program, scenes]) => ({
    program,
    scenes: scenes as Readonly<Record<string, Scene>>,
    name: program.name,
  })),
)('$name on simulated hosts', ({ program, scenes }) => {
  it.each(Object.entries(scenes))('answers as its source says: %s', async (name, scene) => {
    const recording = program.recordings.find((each) => each.name === name);
    if (recording === undefined) throw new TypeError(`there is no case ${name}`);
    const { argv, result } = recording;
    const fleet = await aFleet(scene);
    const answer = runSimulated(simulatedBlock(), fleet, fleet.host(idOf(one)), argv);
    expect(answer.code).toBe(result.code);
    expect(comparable(program.meaning(argv, answer))).toEqual(comparable(program.meaning(argv, result)));
  });
});

async function aFleet(scene: Scene) {
  const addresses = [one, two, three];
  const { fleet } = await createWorld(
    {
      migrations: [],
      definitions: [],
      programs: simulatedBlock(),
      hosts: Object.fromEntries(addresses.map((address) => [idOf(address), {}])),
      rows: [],
      problems: () => Promise.resolve([]),
    },
    '1',
  );
  const pool = formPool(
    fleet,
    addresses.map((address) => ({ host: idOf(address), name: address, uuid: address })),
  );
  const rest = { replica: 1, disperse: 0, redundancy: 0, bricks: [], options: [], snapshots: [], pending: {} };
  if (scene.noVolume !== true)
    pool.volumes[VOLUME] = {
      name: VOLUME,
      id: 'x',
      status: scene.status ?? 'started',
      ...rest,
      blocks: Object.fromEntries(
        Object.entries(scene.blocks ?? {}).map(([name, change]) => [
          name,
          {
            gbid: '5e2ae9a3-6a2c-4a3e-9d5c-1b9f0e3c7a11',
            bytes: 10 * GIB,
            ha: 2,
            password: '',
            hosts: { [one]: 10 * GIB, [two]: 10 * GIB },
            ...change,
          },
        ]),
      ),
    };
  if (scene.off !== undefined) fleet.powerOff(idOf(scene.off));
  if (scene.daemonDown) blockDaemonOf(fleet.host(idOf(one))).isDown = true;
  return fleet;
}

/** Hosts have addresses, and ids of their own. */
function idOf(address: string): HostId {
  return hostId(`h${address.split('.').at(-1)}`);
}

/** Without what differs from one block volume to the next. */
function comparable(meaning: unknown): unknown {
  return JSON.parse(JSON.stringify(meaning).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'uuid'));
}
