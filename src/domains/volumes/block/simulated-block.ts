import {
  type Program,
  type RunResult,
  type SimulatedFleet,
  type SimulatedHost,
  type SimulatedProgram,
  simulate,
  type SimulationContext,
} from '../../../kernel/remote/index.ts';
import type { PeerOptions } from '../gluster/simulated.ts';
import {
  daemonOf,
  type HostNamed,
  memberNamed,
  type Pool,
  poolOf,
  type SimulatedBlock,
  type SimulatedVolume,
} from '../gluster/simulated-pool.ts';
import { newUuid } from '../gluster/simulated-uuid.ts';
import { blockSizeText } from './block-size.ts';
import { blockCreate } from './programs/block-create.ts';
import { blockDelete } from './programs/block-delete.ts';
import { blockInfo } from './programs/block-info.ts';
import { blockList } from './programs/block-list.ts';
import { blockModify } from './programs/block-modify.ts';
import { type BlockPath, iqnOf } from './programs/gluster-block.ts';

type Answer = Partial<RunResult>;
type Run = Generator<number | undefined, Answer, void>;

/** A command in a started volume. */
interface At {
  readonly fleet: SimulatedFleet;
  readonly host: SimulatedHost;
  readonly volume: SimulatedVolume;
  readonly context: SimulationContext;
  /** Whether the daemon of a host answers now. */
  readonly answers: (address: string) => boolean;
}

const CHANGE_MS = 200;
const GIB = 1024 ** 3;
const [ENOENT, EIO, EEXIST, OTHER] = [2, 5, 17, 255];

/** Whether gluster-blockd runs. It comes back when the host starts. */
export function blockDaemonOf(host: SimulatedHost): { isDown: boolean } {
  return host.memory('gluster-blockd', { isDown: false });
}

/**
 * What gluster-block's commands do to a pool of simulated hosts, as its source has it; what they know lies in the volume,
 * and goes with it. The real one takes addresses alone, and not the names that simulated hosts have.
 */
export function simulatedBlock({ hostNamed }: PeerOptions = {}): readonly SimulatedProgram[] {
  const namedBy =
    (fleet: SimulatedFleet): HostNamed =>
    (name) =>
      hostNamed === undefined ? fleet.hostNamed(name)?.id : hostNamed(name);

  const enter = (host: SimulatedHost, name: string, context: SimulationContext): At | Answer => {
    const { fleet } = context;
    if (blockDaemonOf(host).isDown)
      return { code: OTHER, stderr: 'Connection failed. Please check if gluster-block daemon is operational.\n' };
    const pool = poolOf(fleet, host);
    const volume = daemonOf(host).isDown ? undefined : pool.volumes[name];
    if (volume === undefined)
      return daemonOf(host).isDown
        ? failed(OTHER, `Not able to initialize volume ${name}[Transport endpoint is not connected]`)
        : failed(ENOENT, `Volume ${name} does not exist`);
    if (volume.status !== 'started') return failed(EIO, `Check if volume ${name} is operational`);
    return { fleet, host, volume, context, answers: (address) => isAnswering(fleet, host, pool, address) };
  };

  const isAnswering = (fleet: SimulatedFleet, from: SimulatedHost, pool: Pool, address: string): boolean => {
    const named = namedBy(fleet);
    const id = memberNamed(pool, address, named)?.host ?? named(address);
    const other = fleet.hosts().find((each) => each.id === id);
    if (other === undefined) return false;
    return (other.id === from.id || fleet.canReach(from.id, other.id)) && !blockDaemonOf(other).isDown;
  };

  const look = <Fields extends object>(
    program: Program<Fields, unknown>,
    volumeIn: (fields: Fields) => string,
    behave: (at: At, fields: Fields) => Answer,
  ): SimulatedProgram =>
    simulate(program, { changes: false }, (host, fields, context) => {
      const at = enter(host, volumeIn(fields), context);
      return 'volume' in at ? behave(at, fields) : at;
    });

  const change = <Fields extends { readonly block: BlockPath }>(
    program: Program<Fields, unknown>,
    behave: (at: At, fields: Fields) => Run,
    names: (fields: Fields) => readonly string[] = () => [],
  ): SimulatedProgram =>
    simulate(program, { changes: true, names }, function* (host, fields, context): Run {
      yield CHANGE_MS;
      const at = enter(host, fields.block.volume, context);
      return 'volume' in at ? yield* behave(at, fields) : at;
    });

  return [
    change(
      blockCreate,
      function* ({ volume, context, answers }, { block: { name }, ha, auth, hosts, sizeGib }): Run {
        if (blocksOf(volume)[name] !== undefined) return failed(EEXIST, `BLOCK with name: '${name}' already EXIST\n`);
        if (ha > hosts.length) return failed(OTHER, `multipath req: ${ha} > block-hosts: ${hosts.join(',')}\n`);
        const gbid = newUuid(context);
        const password = auth ? newUuid(context) : '';
        holdBlock(volume, name, { gbid, bytes: sizeGib * GIB, ha, password, hosts: {} });
        const wanted = hosts.slice(0, ha);
        for (const address of wanted) {
          yield;
          if (!answers(address)) {
            delete blocksOf(volume)[name];
            return failed(OTHER, `failed to configure on ${address} : No route to host`);
          }
          const made = blocksOf(volume)[name];
          if (made !== undefined) made.hosts[address] = sizeGib * GIB;
        }
        return answered({
          IQN: iqnOf(gbid),
          ...(auth ? { USERNAME: gbid, PASSWORD: password } : {}),
          'PORTAL(S)': wanted.map((address) => `${address}:3260`),
          RESULT: 'SUCCESS',
        });
      },
      ({ hosts }) => hosts,
    ),

    change(blockDelete, function* ({ volume, answers }, { block: { name } }): Run {
      const block = blocksOf(volume)[name];
      if (block === undefined) return noSuchBlock(volume, name);
      const [gone, left]: [string[], string[]] = [[], []];
      for (const address of Object.keys(block.hosts)) {
        yield;
        if (answers(address)) delete block.hosts[address];
        (answers(address) ? gone : left).push(address);
      }
      if (left.length > 0)
        return { code: OTHER, stderr: line({ 'FAILED ON': left, 'SUCCESSFUL ON': gone, RESULT: 'FAIL' }) };
      delete blocksOf(volume)[name];
      return answered({ 'SUCCESSFUL ON': gone, RESULT: 'SUCCESS' });
    }),

    change(blockModify, function* ({ volume, answers }, { block: { name }, sizeGib }): Run {
      const block = blocksOf(volume)[name];
      if (block === undefined) return noSuchBlock(volume, name);
      const bytes = sizeGib * GIB;
      const [now, next] = [blockSizeText(block.bytes), blockSizeText(bytes)];
      if (bytes < block.bytes)
        return failed(OTHER, `Shrink size ?\nuse 'force' option [current size ${now}, request size ${next}]`);
      const behind = (): readonly string[] => Object.keys(block.hosts).filter((each) => block.hosts[each] !== bytes);
      if (bytes === block.bytes && behind().length === 0)
        return failed(OTHER, `request size (${now}) is same as current size (${next}) ]`);
      if (Object.keys(block.hosts).length !== block.ha)
        return failed(
          ENOENT,
          `Some of the nodes are missing configuration, please look at logs for recent operations on the ${name}.`,
        );
      block.bytes = bytes;
      for (const address of behind()) {
        yield;
        if (answers(address)) block.hosts[address] = bytes;
      }
      const left = behind();
      const followed = Object.keys(block.hosts).filter((each) => !left.includes(each));
      const IQN = iqnOf(block.gbid);
      if (left.length === 0) return answered({ IQN, SIZE: next, 'SUCCESSFUL ON': followed, RESULT: 'SUCCESS' });
      const sizes = left.map((address) => `${address}:[${blockSizeText(block.hosts[address] ?? 0)}]`);
      const errMsg = `block volume resize failed: ${sizes.join(' ')}`;
      const answer = { IQN, 'FAILED ON': left, 'SUCCESSFUL ON': followed, RESULT: 'FAIL', errCode: OTHER, errMsg };
      return { code: OTHER, stderr: line(answer) };
    }),

    look(
      blockInfo,
      ({ block }) => block.volume,
      ({ volume }, { block: { name } }) => {
        const block = blocksOf(volume)[name];
        if (block === undefined) return noSuchBlock(volume, name);
        const others = Object.entries(block.hosts).filter(([, bytes]) => bytes !== block.bytes);
        return answered({
          NAME: name,
          VOLUME: volume.name,
          GBID: block.gbid,
          SIZE: blockSizeText(block.bytes),
          HA: block.ha,
          IOTIMEOUT: '43 Seconds',
          PASSWORD: block.password,
          'EXPORTED ON': Object.keys(block.hosts),
          ...(others.length === 0
            ? {}
            : {
                'RESIZE FAILED ON': Object.fromEntries(
                  others.map(([address, bytes]) => [address, blockSizeText(bytes)]),
                ),
              }),
        });
      },
    ),

    look(
      blockList,
      ({ volume }) => volume,
      ({ volume }) => answered({ blocks: Object.keys(blocksOf(volume)), RESULT: 'SUCCESS' }),
    ),
  ];
}

/** Puts a block volume into a volume: in two statements, as the state keeps a copy of what it is given. */
export function holdBlock(volume: SimulatedVolume, name: string, block: SimulatedBlock): void {
  volume.blocks ??= {};
  volume.blocks[name] = block;
}

/** What a volume holds, live, to read, change and take away. */
export function blocksOf(volume: SimulatedVolume): Record<string, SimulatedBlock> {
  return volume.blocks ?? {};
}

function noSuchBlock(volume: SimulatedVolume, name: string): Answer {
  return failed(ENOENT, `block ${volume.name}/${name} doesn't exist`);
}

function answered(answer: object): Answer {
  return { stdout: line(answer) };
}

function failed(errCode: number, errMsg: string): Answer {
  return { code: errCode, stderr: line({ RESULT: 'FAIL', errCode, errMsg }) };
}

function line(answer: object): string {
  return `${JSON.stringify(answer)}\n`;
}
