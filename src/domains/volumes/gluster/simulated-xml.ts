import type { RunResult, SimulatedFleet, SimulatedHost } from '../../../kernel/remote/index.ts';
import {
  brickProcess,
  isConnected,
  type Member,
  namesOf,
  type Pool,
  type SimulatedBrick,
  type SimulatedSnapshot,
  type SimulatedVolume,
} from './simulated-pool.ts';

type Answer = Partial<RunResult>;
/** An element: its name, and a text or other elements. */
export type Element = readonly [name: string, content: string | readonly Element[], attributes?: string];

/** What gluster says when it did what it was told. */
export function answered(more: readonly Element[] = [], opErrstr = ''): Answer {
  return { stdout: print([['opRet', '0'], ['opErrno', '0'], ['opErrstr', opErrstr], ...more]) };
}

export function refused(reason: string, errno = 30_800, more: readonly Element[] = []): Answer {
  return { stdout: print([['opRet', '-1'], ['opErrno', `${errno}`], ['opErrstr', reason], ...more]) };
}

export const NO_DAEMON: Answer = {
  code: 1,
  stdout: 'Connection failed. Please check if gluster daemon is operational.\n',
};

/** `volCreate`, `volStart` and so on. */
export function aboutVolume(element: string, { name, id }: SimulatedVolume): Answer {
  return answered([
    [
      element,
      [
        [
          'volume',
          [
            ['name', name],
            ['id', id],
          ],
        ],
      ],
    ],
  ]);
}

const STATUS = { created: '0', started: '1', stopped: '2' } as const;

export function volumeInfoXml({ members }: Pool, volumes: readonly SimulatedVolume[]): Answer {
  const uuidOf = (host: string): string => members.find((member) => member.host === host)?.uuid ?? '';
  const elements = volumes.map((volume): Element => {
    const setSize = volume.disperse > 0 ? volume.disperse : volume.replica;
    const sets = volume.bricks.length / setSize;
    const [type, typeStr] = typeOf(volume, sets);
    return [
      'volume',
      [
        ['name', volume.name],
        ['id', volume.id],
        ['status', STATUS[volume.status]],
        ['statusStr', `${volume.status.slice(0, 1).toUpperCase()}${volume.status.slice(1)}`],
        ['snapshotCount', `${volume.snapshots.length}`],
        ['brickCount', `${volume.bricks.length}`],
        ['distCount', `${sets}`],
        ['replicaCount', `${volume.replica}`],
        ['arbiterCount', `${volume.arbiters ?? 0}`],
        ['disperseCount', `${volume.disperse}`],
        ['redundancyCount', `${volume.redundancy}`],
        ['type', type],
        ['typeStr', typeStr],
        ['transport', '0'],
        [
          'bricks',
          volume.bricks.map((brick, index) => brickElement(brick, uuidOf(brick.host), isArbiter(volume, index))),
        ],
        ['optCount', `${volume.options.length}`],
        [
          'options',
          volume.options.map(
            ([name, value]): Element => [
              'option',
              [
                ['name', name],
                ['value', value],
              ],
            ],
          ),
        ],
      ],
    ];
  });
  return answered([['volInfo', [['volumes', [...elements, ['count', `${volumes.length}`]]]]]]);
}

/** The brick's name stands there twice, once as text beside the elements [recorded]. */
function brickElement({ name }: SimulatedBrick, uuid: string, arbiter: boolean): Element {
  const inner = `<name>${name}</name><hostUuid>${uuid}</hostUuid><isArbiter>${arbiter ? 1 : 0}</isArbiter>`;
  return ['brick', `${name}${inner}`, ` uuid="${uuid}"`];
}

/** The last bricks of each set are. */
function isArbiter({ replica, arbiters = 0 }: SimulatedVolume, index: number): boolean {
  return index % replica >= replica - arbiters;
}

function typeOf({ replica, disperse }: SimulatedVolume, sets: number): readonly [string, string] {
  if (disperse > 0) return sets > 1 ? ['9', 'Distributed-Disperse'] : ['4', 'Disperse'];
  if (replica > 1) return sets > 1 ? ['7', 'Distributed-Replicate'] : ['2', 'Replicate'];
  return ['0', 'Distribute'];
}

export function healInfoXml(fleet: SimulatedFleet, from: SimulatedHost, pool: Pool, volume: SimulatedVolume): Answer {
  const failed = (code: number, errno: number, reason: string): Answer => ({ ...refused(reason, errno), code });
  if (volume.status !== 'started') return failed(251, 5, `${volume.name}: Not able to fetch volfile from glusterd`);
  if (volume.replica === 1 && volume.disperse === 0)
    return failed(
      234,
      22,
      `This command is supported for only volumes of replicate/disperse type. Volume ${volume.name} is not of type replicate/disperse`,
    );
  const bricks = volume.bricks.map((brick): Element => {
    const isUp = isConnected(fleet, from, brick) && brickProcess(fleet, brick) !== undefined;
    const uuid = isUp ? (pool.members.find(({ host }) => host === brick.host)?.uuid ?? '-') : '-';
    return [
      'brick',
      [
        ['name', brick.name],
        ['status', isUp ? 'Connected' : 'Transport endpoint is not connected'],
        ['numberOfEntries', isUp ? `${volume.pending[brick.name] ?? 0}` : '-'],
      ],
      ` hostUuid="${uuid}"`,
    ];
  });
  return {
    stdout: print([
      ['healInfo', [['bricks', bricks]]],
      ['opRet', '0'],
      ['opErrno', '0'],
      ['opErrstr', ''],
    ]),
  };
}

/** It is no XML: `volume heal` does not know of it. */
export function healBegun(volume: SimulatedVolume | undefined, name: string): Answer {
  const sentence = `Launching heal operation to perform index self heal on volume ${name} has been`;
  const no = (reason: string): Answer => ({ code: 1, stderr: `${sentence} unsuccessful:\n${reason}\n` });
  if (volume === undefined) return no(`Volume ${name} does not exist`);
  if (volume.status !== 'started') return no(`Volume ${name} is not started.`);
  if (volume.replica === 1 && volume.disperse === 0)
    return no(`Self-heal-daemon is disabled. Heal will not be triggered on volume ${name}`);
  return { stdout: `${sentence} successful \nUse heal info commands to check status.\n` };
}

/** @param members the one that says it last */
export function poolListXml(members: readonly (Member & { readonly isConnected: boolean })[]): Answer {
  const peers = members.map((member): Element => {
    const names = namesOf(member).map((name): Element => ['hostname', name]);
    return [
      'peer',
      [
        ['uuid', member.uuid],
        ['hostname', member.name],
        ...(member.name === 'localhost' ? [] : ([['hostnames', names]] satisfies Element[])),
        ['connected', member.isConnected ? '1' : '0'],
      ],
    ];
  });
  return answered([['peerStatus', peers]]);
}

export function snapshotListXml(snapshots: readonly string[]): Answer {
  const names = snapshots.map((name): Element => ['snapshot', name]);
  return answered([['snapList', [['count', `${snapshots.length}`], ...names]]]);
}

export function snapshotInfoXml(
  { name, id, description, stem, isActive }: SimulatedSnapshot,
  volume: SimulatedVolume,
): Answer {
  const origin: Element = [
    'originVolume',
    [
      ['name', volume.name],
      ['snapCount', `${volume.snapshots.length}`],
      ['snapRemaining', `${256 - volume.snapshots.length}`],
    ],
  ];
  const bricks: Element = ['snapVolume', [['name', stem], ['status', isActive ? 'Started' : 'Stopped'], origin]];
  const snapshot: Element = [
    'snapshot',
    [
      ['name', name],
      ['uuid', id],
      ['description', description],
      ['createTime', '2026-11-21 12:00:00 +0000'],
      ['volCount', '1'],
      bricks,
    ],
  ];
  return answered([
    [
      'snapInfo',
      [
        ['count', '1'],
        ['snapshots', [snapshot]],
      ],
    ],
  ]);
}

function print(elements: readonly Element[]): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${printElement(['cliOutput', elements], '')}`;
}

function printElement([name, content, attributes = '']: Element, indent: string): string {
  if (content.length === 0) return `${indent}<${name}${attributes}/>\n`;
  if (typeof content === 'string') {
    // Elements that were printed before stand in it.
    const text =
      name === 'brick' ? content : content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return `${indent}<${name}${attributes}>${text}</${name}>\n`;
  }
  const inner = content.map((element) => printElement(element, `${indent}  `)).join('');
  return `${indent}<${name}${attributes}>\n${inner}${indent}</${name}>\n`;
}
