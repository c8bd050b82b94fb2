import type { NodeInfo, VolumeInfo } from '../../domains/volumes/index.ts';
import { fromWire, type Operation } from '../../kernel/operations/index.ts';
import type { Timer } from '../../kernel/timer.ts';
import type { Services } from '../start-services.ts';
import { demoTopology } from './demo-topology.ts';
import { inDemoWords, type Paint, seconds } from './demo-words.ts';
import { type EndedStep, followOperation, type OperationListener } from './follow-operation.ts';

const BY = { principal: '[demo]', project: 'default', from: '[demo]' };

export interface DemoParts {
  readonly services: Pick<Services, 'engine' | 'volumes'>;
  readonly timer: Timer;
  /** Takes a line. */
  readonly tell: (line: string) => void;
  readonly paint: Paint;
}

/**
 * The main job, done in front of who looks: a topology is learnt, a volume placed and made, each step told as it
 * happens. What an earlier start left under way is seen to its end; what it did is found and not done again.
 *
 * @throws {CodedError} what an operation failed with
 */
export async function tellDemo({ services, timer, tell, paint }: DemoParts): Promise<void> {
  const { engine, volumes } = services;
  const done = paint.good('✓');

  const carryOut = async (kind: string, input: unknown, listener: OperationListener = {}): Promise<Operation> => {
    const id = await engine.submit({ kind, input, ...BY });
    const operation = await followOperation({ engine, timer }, id, listener);
    if (operation.state.error !== undefined) throw fromWire(operation.state.error);
    return operation;
  };

  const tellSteps = {
    onReasons: (reasons: readonly string[]): void => {
      tell('   Why it goes where it goes:');
      for (const reason of reasons) tell(paint.faint(`   - ${inDemoWords(reason)}`));
    },
    onStep: ({ title, end, tookMs }: EndedStep): void => {
      const mark = end === 'done' ? done : paint.bad('✗');
      const words = end === 'undone' ? `taken back: ${title}` : title;
      tell(`   ${mark} ${paint.faint(seconds(tookMs))}  ${inDemoWords(words)}`);
    },
  } satisfies OperationListener;

  /** A start that was ended in the middle left operations; they go on by themselves. */
  const seeLeftoversEnd = async (): Promise<void> => {
    const left: { readonly id: string; readonly kind: string }[] = [];
    for (const state of ['queued', 'running', 'undoing']) {
      const { operations } = await engine.list({ state });
      left.push(...operations.filter(({ principal }) => principal === BY.principal));
    }
    if (left.length === 0) return;
    tell('An earlier start ended in the middle; what it had begun goes on:');
    for (const { id, kind } of left) {
      const { onReasons, onStep } = tellSteps;
      await followOperation({ engine, timer }, id, kind === 'volume.create' ? { onReasons, onStep } : { onStep });
    }
    tell('');
  };

  const findNode = async (name: string): Promise<NodeInfo | undefined> =>
    (await volumes.nodes.list({ reach: 'everywhere', limit: 100 })).items.find(({ manage }) => manage.includes(name));

  const findVolume = async (): Promise<VolumeInfo | undefined> =>
    (await volumes.volumes.page({ reach: 'everywhere', name: demoTopology.volume.name })).items[0];

  const ensureCluster = async (): Promise<string> => {
    for (const { name } of demoTopology.nodes) {
      const node = await findNode(name);
      if (node !== undefined) return node.cluster;
    }
    for (const id of await volumes.clusters.list()) {
      // One with nodes is somebody else's.
      if ((await volumes.clusters.get(id)).nodes.length === 0) return id;
    }
    return (await volumes.clusters.create(BY, { takesFile: true, takesBlock: true })).id;
  };

  const ensureFleet = async (): Promise<void> => {
    const cluster = await ensureCluster();
    for (const { name, address, zone } of demoTopology.nodes) {
      const startedAtMs = timer.now();
      let isNew = false;
      const found = await findNode(name);
      if (found === undefined) {
        await carryOut('node.add', { cluster, zone, manage: [name], storage: [address] });
        isNew = true;
      }
      const node = found ?? (await findNode(name));
      for (const device of demoTopology.devices) {
        if (node?.devices.some((each) => each.name === device) === true) continue;
        await carryOut('device.add', { node: node?.id, name: device });
        isNew = true;
      }
      const took = paint.faint(isNew ? seconds(timer.now() - startedAtMs) : 'before ');
      tell(`   ${done} ${took}  ${name} in zone ${zone}, with ${demoTopology.devices.join(' and ')}`);
    }
  };

  const tellWhatIsThere = async (): Promise<void> => {
    const { items, next } = await volumes.volumes.page({ reach: 'everywhere', limit: MOST_NAMED });
    const names = items.map((each) => `${each.name} of ${each.sizeGib} GiB`);
    tell('Everything is here from an earlier start:');
    for (const name of [...names, ...(next === undefined ? [] : ['and more'])]) tell(`   ${done} ${name}`);
  };

  await seeLeftoversEnd();
  if ((await findVolume()) !== undefined) {
    await tellWhatIsThere();
    return;
  }
  tell(paint.strong('1. Learn the fleet: four simulated hosts, with two disks of 500 GiB each'));
  await ensureFleet();
  tell('');
  const { name, sizeGib, replica } = demoTopology.volume;
  tell(paint.strong(`2. Make a volume of ${sizeGib} GiB, kept three times over on GlusterFS`));
  const input = { name, sizeGib, durability: { kind: 'replicate', replica } };
  const { head } = await carryOut('volume.create', input, tellSteps);
  const { ran, hosts } = await countCommands(services, head.id);
  const took = seconds((head.endedAtMs ?? head.createdAtMs) - head.createdAtMs).trim();
  tell(`   The volume ${name} is there after ${took}: ${ran} commands on ${hosts} hosts, all recorded.`);
}

const MOST_NAMED = 8;

async function countCommands(
  { engine }: DemoParts['services'],
  operation: string,
): Promise<{ readonly ran: number; readonly hosts: number }> {
  const commands = (await engine.commands(operation, { limit: 500 })).flatMap((each) => each.commands);
  return { ran: commands.length, hosts: new Set(commands.map(({ host }) => host)).size };
}
