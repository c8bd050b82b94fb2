import type { RunResult } from '../../../kernel/remote/index.ts';
import type { SimulatedVolume } from './simulated-pool.ts';
import { answered, type Element, refused } from './simulated-xml.ts';

type Answer = Partial<RunResult>;

/** What a rebalance has to do, and how long it takes. */
const FILES = 200;
const FILE_BYTES = 65_536;
const TAKES_MS = 20_000;

type Verb = 'start' | 'status' | 'stop';

const STATUS = { running: ['1', 'in progress'], completed: ['3', 'completed'], failed: ['4', 'failed'] } as const;

export function isRebalancing(volume: SimulatedVolume, nowMs: number): boolean {
  return stateOf(volume, nowMs) === 'running';
}

/** Undefined where none was started, or the last one was stopped. */
function stateOf({ rebalance }: SimulatedVolume, nowMs: number): keyof typeof STATUS | undefined {
  if (rebalance === undefined) return undefined;
  if (rebalance.hasFailed === true) return 'failed';
  return nowMs - rebalance.startedAtMs < TAKES_MS ? 'running' : 'completed';
}

/** Why none of the commands can be of use now; undefined when one can. */
function whyNone(name: string, volume: SimulatedVolume | undefined): string | undefined {
  if (volume === undefined) return `Volume ${name} does not exist`;
  const setSize = volume.disperse > 0 ? volume.disperse : volume.replica;
  if (volume.bricks.length <= setSize)
    return `Volume ${name} is not a distribute volume or contains only 1 brick.\nNot performing rebalance`;
  return volume.status === 'started' ? undefined : `Volume ${name} needs to be started to perform rebalance`;
}

/** Whether it is refused: with the exit code that the real one has then. */
export function refuseRebalance(verb: Verb, name: string, volume: SimulatedVolume | undefined, nowMs: number) {
  const reason = whyNone(name, volume) ?? whyNot(verb, name, volume, nowMs);
  if (reason === undefined) return undefined;
  return verb === 'start'
    ? refused(reason, 30_800, [['volRebalance', [['op', '1']]]])
    : {
        ...refused(reason, 30_800, [
          ['cliOp', 'volRebalance'],
          ['output', reason],
        ]),
        code: 1,
      };
}

function whyNot(verb: Verb, name: string, volume: SimulatedVolume | undefined, nowMs: number): string | undefined {
  if (volume === undefined) return undefined;
  if (verb !== 'start') return volume.rebalance === undefined ? `Rebalance not started for volume ${name}.` : undefined;
  return isRebalancing(volume, nowMs) ? `Rebalance on ${name} is already started` : undefined;
}

export function rebalanceStarted(): Answer {
  return answered([
    [
      'volRebalance',
      [
        ['task-id', '349c0f20-afc3-46e7-9961-c1f43f37ee19'],
        ['op', '1'],
      ],
    ],
  ]);
}

/** Of one that is there; a host that takes part in it counts for all. */
export function rebalanceXml(
  volume: SimulatedVolume,
  nowMs: number,
  { isStopped }: { readonly isStopped: boolean },
): Answer {
  const found = stateOf(volume, nowMs) ?? 'completed';
  const [status, statusStr] = isStopped && found === 'running' ? ['2', 'stopped'] : STATUS[found];
  const part = Math.min(1, (nowMs - (volume.rebalance?.startedAtMs ?? nowMs)) / TAKES_MS);
  const files = Math.floor(FILES * part);
  const counts: readonly Element[] = [
    ['files', `${files}`],
    ['size', `${files * FILE_BYTES}`],
    ['lookups', `${files * 2}`],
    ['failures', '0'],
    ['skipped', '0'],
    ['status', status],
    ['statusStr', statusStr],
    ['runtime', (Math.min(nowMs, (volume.rebalance?.startedAtMs ?? 0) + TAKES_MS) / 1000).toFixed(2)],
  ];
  return answered([
    [
      'volRebalance',
      [
        ['task-id', '349c0f20-afc3-46e7-9961-c1f43f37ee19'],
        ['op', isStopped ? '2' : '3'],
        ['nodeCount', '1'],
        ['node', [['nodeName', 'localhost'], ...counts]],
        ['aggregate', counts],
      ],
    ],
  ]);
}
