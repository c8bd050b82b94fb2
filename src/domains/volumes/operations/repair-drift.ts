import { Type } from 'typebox';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  type Json,
  oneStage,
  type Step,
} from '../../../kernel/operations/index.ts';
import { brickProvisioner } from '../bricks/brick-provisioner.ts';
import type { VolumeSettings } from '../settings.ts';
import { glusterBrick } from '../placed-brick.ts';
import { requireBricksOf, requireNoBricks } from '../tables/brick-table.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { correctDevice } from '../tables/device-table.ts';
import { askForExamination } from '../tables/examination-table.ts';
import { holdVolume, releaseVolume } from '../tables/volume-table.ts';
import { planRepair, type RepairPlan, type RepairView, readRepairView, type VolumeToRepair } from './plan-repair.ts';
import type { GlusterPlace } from './steps/gluster-place.ts';
import type { VolumeSought } from './steps/look-for-volume.ts';
import {
  enterBrick,
  lookWhetherUnused,
  mountBrick,
  readDeviceSize,
  removeDebris,
  setHeketiId,
  sizeKey,
  startBricks,
  startStoppedVolume,
} from './steps/repair-steps.ts';

const RepairDrift = Type.Object(
  { findings: Type.Array(Type.String(), { minItems: 1, maxItems: 100, uniqueItems: true }) },
  { additionalProperties: false },
);

/**
 * `drift.repair`: puts right what examinations have found, where that is safe (findings whose code has a repair). What is
 * there by the time is left as it is; whether the findings are gone, the next examination says, which is asked for.
 */
export function repairDrift(settings: VolumeSettings): AnyOperation {
  const provisioner = brickProvisioner(settings);

  const repair = defineStage<RepairPlan>({
    name: 'repair',

    claim: ({ places, volumes, debris }, operation) => [
      ...places.flatMap((place) => [takeCluster(place.cluster), requireMembers(place)]),
      ...volumes.flatMap(({ id, bricks }) => [
        holdVolume(id, 'ready', operation),
        requireBricksOf(id, bricks.map(glusterBrick)),
      ]),
      ...(debris.length === 0 ? [] : [requireNoBricks(debris.map(({ id }) => id))]),
    ],

    groups: (plan): readonly (readonly Step[])[] => {
      const { places, debris, mounts, entries, devices, volumes } = plan;
      const about = (wanted: (volume: VolumeToRepair) => boolean, step: VolumeStep): readonly Step[] =>
        volumes.filter(wanted).map((volume) => step(placeOf(plan, volume), volume.id, soughtFor(volume)));
      return [
        debris.length === 0 ? [] : places.map((place) => lookWhetherUnused(place, debris)),
        [
          ...debris.map((brick) => removeDebris(provisioner, brick)),
          ...mounts.map((brick) => mountBrick(provisioner, brick)),
          ...entries.map((brick) => enterBrick(provisioner, brick)),
          ...devices.map(({ host, storageHostname, device }) =>
            readDeviceSize(host, storageHostname, device, settings),
          ),
        ],
        about(({ startsBricks }) => startsBricks, startBricks),
        about(({ starts }) => starts, startStoppedVolume),
        about(({ setsId }) => setsId, setHeketiId),
      ];
    },

    settle: ({ volumes, devices, clusters }, operation, results) => [
      ...volumes.map(({ id }) => releaseVolume(id, operation)),
      ...devices.flatMap(({ device, totalKib }) => {
        const found = sizeIn(results[sizeKey(device.id)]);
        return found === undefined ? [] : [correctDevice(device.id, totalKib, found)];
      }),
      ...clusters.flatMap((cluster) => askForExamination(cluster)),
    ],

    unclaim: ({ volumes }, operation) => volumes.map(({ id }) => releaseVolume(id, operation)),
  });

  return defineOperation<typeof RepairDrift, RepairView, RepairPlan>({
    kind: 'drift.repair',
    version: 1,
    input: RepairDrift,
    view: readRepairView,
    plan: (view, { findings }, context) => planRepair(view, findings, settings, context),
    next: oneStage(repair, ({ findings }) => ({ findings })),
    stages: [repair],
    stagesExpected: () => 1,
  });
}

type VolumeStep = (place: GlusterPlace, id: string, volume: VolumeSought) => Step;

function placeOf({ places }: RepairPlan, { cluster, name }: VolumeToRepair): GlusterPlace {
  const place = places.find((each) => each.cluster === cluster);
  if (place === undefined) throw new TypeError(`no place was planned for the volume ${name}`);
  return place;
}

function soughtFor({ name, glusterId, bricks }: VolumeToRepair): VolumeSought {
  return {
    name,
    bricks: bricks.map(glusterBrick),
    isIt: (found) => glusterId === null || found.glusterId === glusterId,
  };
}

/** A person who skipped the step leaves the size as it is. */
function sizeIn(result: Json | undefined): number | undefined {
  return typeof result === 'object' && result !== null && 'totalKib' in result ? Number(result['totalKib']) : undefined;
}
