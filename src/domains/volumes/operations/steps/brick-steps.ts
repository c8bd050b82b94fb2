import type { ForwardOnlyStep, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import type { BrickProvisioner } from '../../bricks/provisioner.ts';
import { countPoolTenants } from '../../inventory/pool-tenants.ts';
import { findBrick } from '../../inventory/read-volume.ts';
import type { PlacedBrick } from '../../placed-brick.ts';
import { deviceLock } from '../../lock-names.ts';

/** mkfs of a brick of 4 TiB, behind the other bricks of its host. */
const BRICK_DEADLINE_MS = 15 * 60_000;

export const prepareKey = (brick: string): string => `prepare-${brick}`;

/** Makes a brick: storage, file system, mount, folder. */
export function prepareBrick(provisioner: BrickProvisioner, brick: PlacedBrick): ReversibleStep {
  return {
    key: prepareKey(brick.id),
    title: `make brick ${brick.id} on ${brick.storageHostname}, device ${brick.deviceName}`,
    ...placeOf(brick),
    observe: async ({ host }) => {
      const state = await provisioner.observe(host, brick);
      if (state.kind === 'ready') return { kind: 'done', result: null };
      return { kind: 'not-done', found: state.kind === 'absent' ? 'nothing of it' : state.found };
    },
    run: async ({ host }) => {
      await provisioner.prepare(host, brick);
      return null;
    },
    undo: ({ host }) => provisioner.remove(host, brick),
  };
}

/** Takes a brick off its host, with its data. */
export function removeBrick(provisioner: BrickProvisioner, brick: PlacedBrick): ForwardOnlyStep {
  return {
    key: `remove-${brick.id}`,
    title: `remove brick ${brick.id} from ${brick.storageHostname}, device ${brick.deviceName}`,
    ...placeOf(brick),
    forwardOnly: 'the data of a removed brick are gone',
    observe: async (context) => {
      const state = await provisioner.observe(context.host, await asItIs(context, brick));
      if (state.kind === 'absent') return { kind: 'done', result: null };
      return { kind: 'not-done', found: state.kind === 'ready' ? 'the whole brick' : state.found };
    },
    run: async (context) => {
      await takeAway(context, provisioner, await asItIs(context, brick));
      return null;
    },
  };
}

/** With its pool, unless other bricks have volumes in it. */
export async function takeAway(context: StepContext, provisioner: BrickProvisioner, brick: PlacedBrick): Promise<void> {
  await provisioner.remove(context.host, brick, async () => (await countPoolTenants(context.reader, brick)) > 0);
}

/** What Gluster made of a snapshot has its names in its row alone, perhaps since the plan was made. */
export async function asItIs({ reader }: StepContext, brick: PlacedBrick): Promise<PlacedBrick> {
  return brick.pool === undefined ? brick : ((await findBrick(reader, brick.id))?.brick ?? brick);
}

export function placeOf({ host, device }: PlacedBrick) {
  return { host, locks: [deviceLock(device)], deadlineMs: BRICK_DEADLINE_MS };
}
