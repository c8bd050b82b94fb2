import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import type { CodedError } from '../../../kernel/errors.ts';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  type Json,
  type PlanOutcome,
  type Reader,
} from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import type { DeviceFacts, DeviceSpec } from '../bricks/device.ts';
import { errors } from '../errors.ts';
import type { DeviceKind } from '../inventory/cluster-view.ts';
import { bricksOfDevice } from '../inventory/read-volume.ts';
import type { VolumeSettings } from '../settings.ts';
import { inGib } from '../sizes.ts';
import { keepReading, setFacts } from '../tables/device-table.ts';
import { type DevicePlace, READ_ANEW_KEY, readDeviceAnew } from './steps/device-steps.ts';

const ResyncDevice = Type.Object({ device: Type.String() }, { additionalProperties: false });

interface ResyncView {
  readonly found:
    | {
        readonly device: DeviceSpec;
        readonly place: DevicePlace;
        readonly facts: DeviceFacts;
        readonly usedKib: number;
        /** Which bricks it has, as a digest. */
        readonly bricks: string;
        /** The operation that works on it, or on a brick of it. */
        readonly heldBy: string | undefined;
      }
    | undefined;
}

type ResyncPlan = { readonly device: string };

type ReadPlan = {
  readonly device: DeviceSpec;
  readonly place: DevicePlace;
  /** What was on it when the look began: it counts only if the same is on it afterwards. */
  readonly usedKib: number;
  readonly bricks: string;
};

type KeepPlan = {
  readonly device: string;
  readonly usedKib: number;
  readonly before: DeviceFacts;
  readonly after: DeviceFacts;
};

/** How often it is looked anew because bricks came or went meanwhile. */
const MOST_LOOKS = 5;

/**
 * `device.resync`: reads anew how large a device is, lets it take what its disk has grown by, and keeps what was found
 * (contract heketi-engine §3.7). What is used stays the sum of what bricks are charged with. Nothing is held meanwhile,
 * so that volumes are placed on it as ever: where bricks came or went during the look, it is looked once more.
 */
export function resyncDevice(settings: VolumeSettings): AnyOperation {
  const read = defineStage<ReadPlan>({
    name: 'read',
    claim: () => [],
    groups: ({ device, place, usedKib }) => [[readDeviceAnew(place, device, usedKib, settings)]],
    settle: () => [],
    unclaim: () => [],
  });

  const keep = defineStage<KeepPlan>({
    name: 'keep',
    claim: ({ device, usedKib, after }) => [keepReading(device, usedKib, after)],
    groups: () => [],
    settle: () => [],
    unclaim: ({ device, before }) => [setFacts(device, before)],
  });

  return defineOperation<typeof ResyncDevice, ResyncView, ResyncPlan>({
    kind: 'device.resync',
    version: 1,
    input: ResyncDevice,
    view: readResyncView,

    plan: (view, { device }): PlanOutcome<ResyncPlan> => {
      const refusal = whyNot(view, device);
      if (refusal !== undefined) return { kind: 'refused', error: refusal };
      return {
        kind: 'planned',
        plan: { device },
        reasons: ['predicted: what its disk or file system has grown by is taken, and nothing is made smaller'],
      };
    },

    next: ({ device: id }, settled, view) => {
      const last = settled.at(-1);
      if (last?.name === keep.name) return { kind: 'done', result: resultOf(last.data as KeepPlan) };
      const refusal = whyNot(view, id);
      if (refusal !== undefined || view.found === undefined)
        return { kind: 'refused', error: refusal ?? errors.DEVICE_NOT_FOUND({ device: id }) };
      const { device, place, facts: before, usedKib, bricks } = view.found;
      if (last !== undefined) {
        const look = last.data as ReadPlan;
        const after = last.results[READ_ANEW_KEY] as DeviceFacts | null;
        // A person skipped the look.
        if (after === null) {
          const { host } = place;
          return {
            kind: 'refused',
            error: errors.DEVICE_NOT_USABLE({ host, name: device.name, found: 'not looked at' }),
          };
        }
        if (look.usedKib === usedKib && look.bricks === bricks)
          return keep.with({ device: id, usedKib, before, after }, reasonsFor(before, after, usedKib));
        if (settled.length >= MOST_LOOKS) {
          const reason = `bricks came to it or went from it each of the ${MOST_LOOKS} times that it was looked at`;
          return { kind: 'refused', error: errors.DEVICE_BUSY({ device: id, reason }) };
        }
      }
      return read.with({ device, place, usedKib, bricks });
    },

    stages: [read, keep],
    stagesExpected: () => 2,
  });
}

function whyNot({ found }: ResyncView, device: string): CodedError | undefined {
  if (found === undefined) return errors.DEVICE_NOT_FOUND({ device });
  if (found.heldBy === undefined) return undefined;
  return errors.DEVICE_BUSY({ device, reason: `operation ${found.heldBy} works on it` });
}

function resultOf({ device, usedKib, before, after }: KeepPlan): Json {
  const { totalKib } = after;
  return {
    device,
    totalKib,
    usedKib,
    addedKib: totalKib - before.totalKib,
    /** What its bricks are charged with and it does not have. */
    missingKib: Math.max(0, usedKib - totalKib),
  };
}

function reasonsFor(before: DeviceFacts, after: DeviceFacts, usedKib: number): readonly string[] {
  const [was, is] = [before.totalKib, after.totalKib];
  return [
    was === is ? `it has ${inGib(is)}, as before` : `it has ${inGib(is)}, and had ${inGib(was)}`,
    ...(usedKib > is
      ? [`its bricks are charged with ${inGib(usedKib - is)} more than it has: nothing more is placed on it`]
      : []),
    ...(before.extentKib === after.extentKib ? [] : [`its extents have ${after.extentKib} KiB`]),
    ...(before.pvUuid === after.pvUuid ? [] : [`it is the physical volume ${after.pvUuid ?? 'of no uuid'}`]),
    ...(before.paths.join() === after.paths.join() ? [] : [`its host knows it as ${after.paths.join(', ')}`]),
  ];
}

async function readResyncView(reader: Reader, { device: id }: { readonly device: string }): Promise<ResyncView> {
  const [[row], bricks] = await Promise.all([
    reader.read({
      sql: `select device.name, device.kind, device.removed_by, device.pv_uuid, device.paths, device.total_kib,
          device.used_kib, device.extent_kib, device.node, node.host, node.storage_hostname
        from gluster_device device join gluster_node node on node.id = device.node
        where device.id = $1 and device.state <> 'adding'`,
      values: [id],
    }),
    bricksOfDevice(reader, id),
  ]);
  if (row === undefined) return { found: undefined };
  const { pv_uuid: uuid, removed_by: removedBy } = row;
  const pvUuid = typeof uuid === 'string' ? uuid : null;
  const ids = bricks.map(({ brick }) => brick.id).toSorted();
  return {
    found: {
      device: {
        id,
        name: String(row['name']),
        kind: row['kind'] as DeviceKind,
        pvUuid,
        wasPhysicalVolume: false,
      },
      place: {
        node: String(row['node']),
        host: hostId(String(row['host'])),
        storageHostname: String(row['storage_hostname']),
      },
      facts: {
        totalKib: Number(row['total_kib']),
        extentKib: Number(row['extent_kib']),
        pvUuid,
        paths: JSON.parse(String(row['paths'])) as DeviceFacts['paths'],
      },
      usedKib: Number(row['used_kib']),
      bricks: createHash('sha256').update(ids.join()).digest('hex').slice(0, 32),
      heldBy:
        typeof removedBy === 'string'
          ? removedBy
          : (bricks.find(({ operation }) => operation !== null)?.operation ?? undefined),
    },
  };
}
