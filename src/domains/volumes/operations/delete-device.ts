import { Type } from 'typebox';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  oneStage,
  type PlanOutcome,
  type Reader,
} from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import type { DeviceSpec } from '../bricks/device.ts';
import { errors } from '../errors.ts';
import type { DeviceKind } from '../inventory/cluster-view.ts';
import type { VolumeSettings } from '../settings.ts';
import { deleteDevice as deleteRow, holdFailedDevice, releaseDevice } from '../tables/device-table.ts';
import { type DevicePlace, reachDevice, tearDownDevice } from './steps/device-steps.ts';

const DeleteDevice = Type.Object(
  {
    device: Type.String(),
    /** What cannot be reached on its host stays there. */
    forget: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

interface DeleteDeviceView {
  readonly found:
    | {
        readonly state: string;
        readonly removedBy: string | null;
        readonly bricks: number;
        readonly device: DeviceSpec;
        readonly place: DevicePlace;
      }
    | undefined;
}

type DeleteDevicePlan = {
  readonly device: DeviceSpec;
  readonly place: DevicePlace;
  readonly forget: boolean;
};

/** `device.delete`: gives back what a removed device was made of (contracts heketi-api §9.5, heketi-engine §4.4). */
export function deleteDevice(settings: VolumeSettings): AnyOperation {
  const tearDown = defineStage<DeleteDevicePlan>({
    name: 'tear-down',
    claim: ({ device }, operation) => [holdFailedDevice(device.id, operation)],
    groups: ({ device, place, forget }) => [
      forget ? [] : [reachDevice(place, device, settings)],
      [tearDownDevice(place, device, forget, settings)],
    ],
    settle: ({ device }, operation) => [deleteRow(device.id, operation)],
    unclaim: ({ device }, operation) => [releaseDevice(device.id, operation)],
  });

  return defineOperation<typeof DeleteDevice, DeleteDeviceView, DeleteDevicePlan>({
    kind: 'device.delete',
    version: 1,
    input: DeleteDevice,
    view: readDeleteDeviceView,

    plan: ({ found }, { device: id, forget = false }): PlanOutcome<DeleteDevicePlan> => {
      if (found === undefined) return { kind: 'refused', error: errors.DEVICE_NOT_FOUND({ device: id }) };
      const { state, removedBy, bricks, device, place } = found;
      if (state !== 'failed') return { kind: 'refused', error: errors.DEVICE_NOT_FAILED({ device: id, state }) };
      if (bricks > 0) return { kind: 'refused', error: errors.DEVICE_NOT_EMPTY({ device: id, bricks }) };
      if (removedBy !== null) {
        const reason = `operation ${removedBy} works on it`;
        return { kind: 'refused', error: errors.DEVICE_BUSY({ device: id, reason }) };
      }
      return {
        kind: 'planned',
        plan: { device, place, forget },
        reasons: [forget ? 'what cannot be reached stays on its host' : 'it was removed, and nothing is on it'],
      };
    },

    next: oneStage(tearDown, () => ({})),
    stages: [tearDown],
    stagesExpected: () => 1,
  });
}

async function readDeleteDeviceView(
  reader: Reader,
  { device: id }: { readonly device: string },
): Promise<DeleteDeviceView> {
  const [row] = await reader.read({
    sql: `select device.name, device.kind, device.state, device.removed_by, device.pv_uuid, device.node, node.host,
        node.storage_hostname, (select count(*) from gluster_brick brick where brick.device = device.id) as bricks
      from gluster_device device join gluster_node node on node.id = device.node
      where device.id = $1 and device.state <> 'adding'`,
    values: [id],
  });
  if (row === undefined) return { found: undefined };
  const { pv_uuid: uuid, removed_by: removedBy } = row;
  return {
    found: {
      state: String(row['state']),
      removedBy: typeof removedBy === 'string' ? removedBy : null,
      bricks: Number(row['bricks']),
      device: {
        id,
        name: String(row['name']),
        kind: row['kind'] as DeviceKind,
        pvUuid: typeof uuid === 'string' ? uuid : null,
        wasPhysicalVolume: false,
      },
      place: {
        node: String(row['node']),
        host: hostId(String(row['host'])),
        storageHostname: String(row['storage_hostname']),
      },
    },
  };
}
