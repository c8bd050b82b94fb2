import { howMany } from '../../../kernel/how-many.ts';
import type { PlanContext, PlanOutcome } from '../../../kernel/operations/index.ts';
import { offeredGib } from '../block-space.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { glusterBrick } from '../placed-brick.ts';
import { seededRandom } from '../placement/seeded-random.ts';
import type { VolumeSettings } from '../settings.ts';
import type { BlockVolumePlan, BlockVolumeView, HostingView } from './block-volume-plan.ts';
import type { CreateBlockVolumeInput } from './create-block-volume-input.ts';
import { eligibleClusters } from './eligible-clusters.ts';
import { planVolume } from './plan-volume.ts';
import type { BlockPlace } from './steps/block-place.ts';
import { glusterPlaceOf } from './steps/gluster-place.ts';
import type { VolumePlan } from './volume-plan.ts';

type Outcome = PlanOutcome<BlockVolumePlan>;

/**
 * Decides where a block volume goes: into one of the hosting volumes that have room, by the seed, or else into one that is
 * made for it (contract heketi-engine §3.4).
 */
export function planBlockVolume(
  view: BlockVolumeView,
  input: CreateBlockVolumeInput,
  context: PlanContext,
  settings: VolumeSettings,
): Outcome {
  const { name, sizeGib } = input;
  if (name !== undefined && !/^[a-zA-Z0-9_-]+$/.test(name))
    return refused(
      errors.VOLUME_INPUT_INVALID({ field: 'name', reason: 'only letters, digits, underscores and dashes' }),
    );
  // How many volumes a cluster may have counts where one is made alone.
  const unlimited = { maxVolumesPerCluster: Number.MAX_SAFE_INTEGER };
  const eligible = eligibleClusters(inputless(view), { ...clustersOf(input), block: true }, unlimited);
  if (eligible.kind === 'refused') return eligible;
  const random = seededRandom(`${context.seed}/block`);
  const fitting = view.hostings.filter(({ cluster }) => eligible.clusters.some(({ id }) => id === cluster));
  const chosen = fitting[Math.floor(random() * fitting.length)];
  if (chosen !== undefined) {
    const cluster = eligible.clusters.find(({ id }) => id === chosen.cluster);
    if (cluster === undefined) throw new TypeError(`the cluster ${chosen.cluster} is not there`);
    const reasons = [
      `${sizeGib} GiB in ${chosen.name}, one of ${fitting.length} volumes that hold block volumes and have room`,
    ];
    return planned(planIn(cluster, chosen, null, input, context, settings, random), reasons);
  }
  const { hosting } = settings;
  const offered = offeredGib(hosting.sizeGib);
  // compat(heketi): Q29, looked at also where none would be made.
  if (sizeGib > offered)
    return refused(errors.BLOCK_HOSTING_TOO_SMALL({ sizeGib, hostingGib: hosting.sizeGib, offeredGib: offered }));
  const making = eligible.clusters.find(({ id }) => view.makingIn.includes(id));
  if (making !== undefined) return refused(errors.BLOCK_HOSTING_BUSY({ cluster: making.id }));
  if (!hosting.autoCreate) return refused(errors.BLOCK_HOSTING_OFF({ sizeGib }));
  return planWithHosting(view, input, context, settings, random);
}

function planWithHosting(
  view: BlockVolumeView,
  input: CreateBlockVolumeInput,
  context: PlanContext,
  settings: VolumeSettings,
  random: () => number,
): Outcome {
  const { project, hostingRequest } = input;
  const made = planVolume(
    inputless(view),
    {
      sizeGib: settings.hosting.sizeGib,
      durability: settings.hosting.durability,
      block: true,
      ...clustersOf(input),
      ...(project === undefined ? {} : { project }),
      ...(hostingRequest === undefined ? {} : { request: hostingRequest }),
    },
    context,
    settings,
  );
  if (made.kind === 'refused') return made;
  const { volume, bricks } = made.plan;
  const cluster = view.clusters.find(({ id }) => id === volume.cluster);
  if (cluster === undefined) throw new TypeError(`the cluster ${volume.cluster} is not there`);
  const hosting = { id: volume.id, name: volume.name, glusterId: null, bricks: bricks.map(glusterBrick) };
  const reasons = ['no volume that holds block volumes has room: one is made', ...made.reasons];
  return planned(planIn(cluster, hosting, made.plan, input, context, settings, random), reasons);
}

function planIn(
  cluster: ClusterView,
  { id: hosting, name: hostingName, glusterId, bricks }: Omit<HostingView, 'cluster' | 'freeGib'>,
  newHosting: VolumePlan | null,
  input: CreateBlockVolumeInput,
  context: PlanContext,
  settings: VolumeSettings,
  random: () => number,
): BlockVolumePlan {
  const id = context.newId();
  const name = input.name ?? `blockvol_${id}`;
  const hosts = cluster.nodes
    .filter(({ isHeld, state }) => !isHeld && state !== 'failed')
    .map(({ host, storageHostname }) => ({ host, storageHostname }));
  const { haCount = hosts.length } = input;
  const place: BlockPlace = {
    gluster: glusterPlaceOf(cluster, settings, context.avoid),
    hosting: { id: hosting, name: hostingName, glusterId, bricks },
    name,
  };
  return {
    blockVolume: {
      id,
      project: input.project ?? 'default',
      cluster: cluster.id,
      hosting,
      name,
      sizeGib: input.sizeGib,
      haCount: Math.min(haCount, hosts.length),
      auth: input.auth ?? false,
    },
    place,
    // All of them stay in their order: nothing is chosen.
    hosts: haCount < hosts.length ? shuffled(hosts, random) : hosts,
    newHosting,
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function clustersOf({ clusters }: CreateBlockVolumeInput): { readonly clusters?: string[] } {
  return clusters === undefined ? {} : { clusters };
}

/** A hosting volume that is made has a name that nobody has. */
function inputless({ clusters }: BlockVolumeView) {
  return { clusters, nameTakenIn: [] };
}

function planned(plan: BlockVolumePlan, reasons: readonly string[]): Outcome {
  const { haCount, auth } = plan.blockVolume;
  return {
    kind: 'planned',
    plan,
    reasons: [
      ...reasons,
      `over ${haCount} of ${howMany(plan.hosts.length, 'host')}, ${auth ? 'with' : 'without'} a login`,
    ],
  };
}

function refused(error: Extract<Outcome, { kind: 'refused' }>['error']): Outcome {
  return { kind: 'refused', error };
}
