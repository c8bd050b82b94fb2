import { Type } from 'typebox';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  type Json,
  type PlanOutcome,
  type Reader,
} from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import type { DeviceFacts } from '../bricks/device.ts';
import { errors } from '../errors.ts';
import type { DeviceKind } from '../inventory/cluster-view.ts';
import type { VolumeSettings } from '../settings.ts';
import { dropNewDevice, finishDevice, insertDevice } from '../tables/device-table.ts';
import { type DevicePlace, LOOK_KEY, lookAtDevice, SET_UP_KEY, setUpDevice } from './steps/device-steps.ts';
import { Tags } from './tags.ts';

const AddDevice = Type.Object(
  {
    node: Type.String(),
    /** A block device or a directory; which of them is found out on the host. */
    name: Type.String({ pattern: '^/[a-zA-Z0-9_.:/-]+$', maxLength: 1024 }),
    /** What is on it may be wiped, where nobody can need it (contract heketi-engine §3.7). Directories are never emptied. */
    destroyData: Type.Optional(Type.Boolean()),
    tags: Type.Optional(Tags),
  },
  { additionalProperties: false },
);

interface AddDeviceView {
  readonly place: (DevicePlace & { readonly removedBy: string | null }) | undefined;
  /** The device that has the name. */
  readonly device: string | undefined;
}

type AddDevicePlan = {
  readonly device: string;
  readonly place: DevicePlace;
  readonly name: string;
  readonly destroyData: boolean;
  readonly tags: Readonly<Record<string, string>>;
};

type SetUpPlan = AddDevicePlan & { readonly kind: DeviceKind; readonly wasPhysicalVolume: boolean };

/**
 * `device.add`: looks at the host what it is, then makes a device of it (contract heketi-engine §3.7, §4.4). Undone, it
 * takes away what it made, and no more.
 */
export function addDevice(settings: VolumeSettings): AnyOperation {
  const look = defineStage<AddDevicePlan>({
    name: 'look',
    claim: () => [],
    groups: ({ place, device, name, destroyData }) => [
      [lookAtDevice(place, { id: device, name, destroyData }, settings)],
    ],
    settle: () => [],
    unclaim: () => [],
  });

  const setUp = defineStage<SetUpPlan>({
    name: 'set-up',
    claim: ({ device, place, name, kind, tags }) => insertDevice({ id: device, node: place.node, name, kind, tags }),
    groups: ({ device, place, name, kind, wasPhysicalVolume, destroyData }) => [
      [setUpDevice(place, { id: device, name, kind, pvUuid: null, wasPhysicalVolume }, destroyData, settings)],
    ],
    settle: ({ device }, _operation, results) => [finishDevice(device, factsIn(results[SET_UP_KEY]))],
    unclaim: ({ device }) => [dropNewDevice(device)],
  });

  return defineOperation<typeof AddDevice, AddDeviceView, AddDevicePlan>({
    kind: 'device.add',
    version: 1,
    input: AddDevice,
    view: readAddDeviceView,

    plan: (view, { node, name, destroyData = false, tags = {} }, context): PlanOutcome<AddDevicePlan> => {
      if (/\/\/|\/\.\.?(\/|$)|\/$/.test(name)) return { kind: 'refused', error: errors.DEVICE_NAME_INVALID({ name }) };
      const open = openPlace(view, { node, name });
      if (open.kind === 'refused') return open;
      const { place } = open;
      return {
        kind: 'planned',
        plan: { device: context.newId(), place, name, destroyData, tags },
        reasons: [
          `predicted: ${name} on ${place.storageHostname} is a block device or a directory; that is found out there first`,
          destroyData
            ? 'predicted: what a block device holds is wiped, unless a known device may need it'
            : 'predicted: it holds nothing',
        ],
      };
    },

    next: (plan, settled, view) => {
      const last = settled.at(-1);
      if (last === undefined) return look.with(plan);
      if (last.name === setUp.name) return { kind: 'done', result: { device: plan.device } };
      const open = openPlace(view, { node: plan.place.node, name: plan.name });
      if (open.kind === 'refused') return open;
      const found = last.results[LOOK_KEY] as Pick<SetUpPlan, 'kind' | 'wasPhysicalVolume'> | null;
      // A person skipped the look.
      if (found === null) {
        const { host } = plan.place;
        return { kind: 'refused', error: errors.DEVICE_NOT_USABLE({ host, name: plan.name, found: 'not looked at' }) };
      }
      const reason =
        found.kind === 'file' ? 'it is a directory: each brick is an image file' : 'it is a block device: LVM';
      return setUp.with({ ...plan, ...found }, [reason]);
    },

    stages: [look, setUp],
    stagesExpected: () => 2,
  });
}

/** A person who skipped the step made it by hand; nothing is placed on it before its size is read. */
function factsIn(result: Json | undefined): DeviceFacts {
  const unknown: DeviceFacts = { totalKib: 0, extentKib: 4096, pvUuid: null, paths: [] };
  return result === null || result === undefined ? unknown : (result as DeviceFacts);
}

type OpenPlace =
  | { readonly kind: 'open'; readonly place: DevicePlace }
  | Extract<PlanOutcome<Json>, { readonly kind: 'refused' }>;

function openPlace(
  { place, device }: AddDeviceView,
  { node, name }: { readonly node: string; readonly name: string },
): OpenPlace {
  if (place === undefined) return { kind: 'refused', error: errors.NODE_NOT_FOUND({ node }) };
  if (device !== undefined) return { kind: 'refused', error: errors.DEVICE_NAME_TAKEN({ node, name, device }) };
  const { removedBy, ...rest } = place;
  if (removedBy === null) return { kind: 'open', place: rest };
  const reason = `operation ${removedBy} takes it away`;
  return { kind: 'refused', error: errors.NODE_BUSY({ node, reason }) };
}

async function readAddDeviceView(
  reader: Reader,
  { node, name }: { readonly node: string; readonly name: string },
): Promise<AddDeviceView> {
  const [[row], [device]] = await Promise.all([
    reader.read({
      sql: `select host, storage_hostname, removed_by from gluster_node where id = $1 and state <> 'adding'`,
      values: [node],
    }),
    reader.read({ sql: 'select id from gluster_device where node = $1 and name = $2', values: [node, name] }),
  ]);
  return {
    place:
      row === undefined
        ? undefined
        : {
            node,
            host: hostId(String(row['host'])),
            storageHostname: String(row['storage_hostname']),
            removedBy: row['removed_by'] === null ? null : String(row['removed_by']),
          },
    device: device === undefined ? undefined : String(device['id']),
  };
}
