import { Type } from 'typebox';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  oneStage,
  type Reader,
} from '../../../kernel/operations/index.ts';
import { ourBrick } from '../examination/our-brick.ts';
import { findUnknownVolume } from '../examination/read-findings.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import { placesFor } from '../inventory/read-page.ts';
import { brickNameParts, glusterBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { dropBricksOf, insertBrick, releaseBricksOf } from '../tables/brick-table.ts';
import { requireFreeNodes, requireMembers } from '../tables/cluster-table.ts';
import { chargeDevices } from '../tables/device-table.ts';
import { askForExamination } from '../tables/examination-table.ts';
import { dropVolume, finishVolume, insertVolume } from '../tables/volume-table.ts';
import { type AdoptionPlan, type AdoptionView, planAdoption, type UnknownVolume } from './plan-adoption.ts';
import { requireAsExamined, setVolumeOptions } from './steps/volume-steps.ts';

const AdoptVolume = Type.Object(
  {
    cluster: Type.String(),
    /** Gluster's name of it. */
    name: Type.String({ minLength: 1, maxLength: 255 }),
    project: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

/**
 * `volume.adopt`: takes over a Gluster volume that others made, as an examination has found it. Nothing on the hosts is
 * made, mounted or moved; only its option `user.heketi.id` is set.
 */
export function adoptVolume(settings: VolumeSettings): AnyOperation {
  const adopt = defineStage<AdoptionPlan>({
    name: 'adopt',

    claim: ({ volume, bricks, gluster }, operation) => [
      // It takes the cluster's row.
      ...insertVolume(volume, operation, { most: settings.maxVolumesPerCluster }),
      requireMembers(gluster, bricks),
      requireFreeNodes([...new Set(bricks.map(({ host }) => host))]),
      ...chargeDevices(bricks.filter(({ isForeign }) => isForeign !== true)),
      ...bricks.map((brick) => insertBrick(brick, { volume: volume.id, state: 'creating', operation })),
    ],

    groups: ({ volume: { id, name }, glusterId, bricks, gluster }) => [
      [requireAsExamined(gluster, { name, glusterId, bricks: bricks.map(glusterBrick) })],
      [setVolumeOptions(gluster, name, [{ key: 'user.heketi.id', value: id }])],
    ],

    settle: ({ volume: { id, cluster }, glusterId, bricks }, operation) => [
      finishVolume(id, operation, glusterId),
      releaseBricksOf(id, operation, bricks.length),
      ...askForExamination(cluster),
    ],

    unclaim: ({ volume: { id }, bricks }, operation) =>
      dropVolume(id, operation, dropBricksOf(id, operation, bricks.length)),
  });

  return defineOperation<typeof AdoptVolume, AdoptionView, AdoptionPlan>({
    kind: 'volume.adopt',
    version: 1,
    input: AdoptVolume,
    view: readAdoptionView,
    plan: (view, { cluster, name, project = 'default' }, context) =>
      planAdoption(view, { cluster, name, project }, context, settings),
    next: oneStage(adopt, ({ volume: { id, name, cluster } }) => ({ volume: id, name, cluster })),
    stages: [adopt],
    stagesExpected: () => 1,
  });
}

async function readAdoptionView(
  reader: Reader,
  { cluster, name }: { readonly cluster: string; readonly name: string },
): Promise<AdoptionView> {
  const [[found], finding] = await Promise.all([
    readClusterViews(reader, cluster),
    findUnknownVolume(reader, cluster, name),
  ]);
  const unknown = finding?.details as unknown as UnknownVolume | undefined;
  const ids = (unknown?.bricks ?? []).flatMap((brick) => ourBrick(brickNameParts(brick.name).path)?.brick ?? []);
  const taken =
    ids.length === 0
      ? []
      : await reader.read({ sql: `select id from gluster_brick where id in (${placesFor(ids)})`, values: ids });
  return { cluster: found, unknown, takenBricks: taken.map((row) => String(row['id'])) };
}
