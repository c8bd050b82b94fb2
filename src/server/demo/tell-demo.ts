import type { NodeInfo, VolumeInfo } from '../../domains/volumes/index.ts';
import { fromWire, type Operation } from '../../kernel/operations/index.ts';
import type { Timer } from '../../kernel/timer.ts';
import type { Services } from '../start-services.ts';
import { demoTopology } from './demo-topology.ts';
import { followOperation, type OperationListener } from './follow-operation.ts';

/** Longest wait for what an earlier start left under way, in milliseconds. */
const LEFTOVER_MS = 60_000;
const BY = { principal: '[demo]', project: 'default', from: '[demo]' };

export interface DemoParts {
  readonly services: Pick<Services, 'engine' | 'volumes'>;
  readonly timer: Timer;
  /** Takes a line. */
  readonly tell: (line: string) => void;
}

/**
 * The main job, done in front of who looks: a topology is learnt, a volume placed and made, each step told as it
 * happens. What an earlier start did is found and not done again.
 *
 * @throws {CodedError} what an operation failed with
 */
export async function tellDemo({ services, timer, tell }: DemoParts): Promise<void> {
  const { engine, volumes } = services;

  const carryOut = async (kind: string, input: unknown, listener: OperationListener = {}): Promise<Operation> => {
    const id = await engine.submit({ kind, input, ...BY });
    const operation = await followOperation({ engine, timer }, id, listener);
    if (operation.state.error !== undefined) throw fromWire(operation.state.error);
    return operation;
  };

  /** A start that was ended in the middle left operations; they go on by themselves. */
  const waitForOthers = async (): Promise<void> => {
    for (const state of ['queued', 'running', 'undoing']) {
      const { operations } = await engine.list({ state });
      for (const { id } of operations) await engine.wait(id, LEFTOVER_MS);
    }
  };

  const findNode = async (name: string): Promise<NodeInfo | undefined> =>
    (await volumes.nodes.list({ reach: 'everywhere', limit: 100 })).items.find(({ manage }) => manage.includes(name));

  const findVolume = async (): Promise<VolumeInfo | undefined> =>
    (await volumes.volumes.page({ reach: 'everywhere', name: demoTopology.volume.name })).items[0];

  const ensureFleet = async (): Promise<void> => {
    const [known] = await volumes.clusters.list();
    const cluster = known ?? (await volumes.clusters.create(BY, { takesFile: true, takesBlock: true })).id;
    for (const { name, address, zone } of demoTopology.nodes) {
      const found = await findNode(name);
      if (found === undefined) await carryOut('node.add', { cluster, zone, manage: [name], storage: [address] });
      const node = found ?? (await findNode(name));
      for (const device of demoTopology.devices) {
        const isThere = node?.devices.some((each) => each.name === device) === true;
        if (!isThere) await carryOut('device.add', { node: node?.id, name: device });
      }
      tell(`  ${DONE} ${name} in zone ${zone}, with ${demoTopology.devices.join(' and ')}`);
    }
  };

  const { name, sizeGib, replica } = demoTopology.volume;
  await waitForOthers();
  const before = await findVolume();
  if (before !== undefined) {
    tell(`Everything is here from an earlier start: going on with it.`);
    return;
  }
  tell('1. Learn the fleet: four simulated hosts, two disks of 500 GiB in each');
  await ensureFleet();
  tell('');
  tell(`2. Make a volume of ${sizeGib} GiB with ${replica} replicas`);
  const input = { name, sizeGib, durability: { kind: 'replicate', replica } };
  const made = await carryOut('volume.create', input, {
    onReasons: (reasons) => {
      tell('  why it goes where it goes:');
      for (const reason of reasons) tell(`    - ${reason}`);
    },
    onStep: ({ title, end, atMs }) =>
      tell(`  ${end === 'done' ? DONE : FAILED} ${(atMs / 1000).toFixed(2)} s  ${title}`),
  });
  const { ran, hosts } = await countCommands(services, made.head.id);
  tell(`  the volume is there: ${ran} commands on ${hosts} hosts, every one of them in the record`);
}

const DONE = '✓';
const FAILED = '✗';

async function countCommands(
  { engine }: DemoParts['services'],
  operation: string,
): Promise<{ readonly ran: number; readonly hosts: number }> {
  const commands = (await engine.commands(operation, { limit: 500 })).flatMap((each) => each.commands);
  return { ran: commands.length, hosts: new Set(commands.map(({ host }) => host)).size };
}
