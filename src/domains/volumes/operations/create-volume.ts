import { type AnyOperation, defineOperation, oneStage } from '../../../kernel/operations/index.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import type { VolumeSettings } from '../settings.ts';
import { CreateVolume } from './create-volume-input.ts';
import { createVolumeStage } from './create-volume-stage.ts';
import { planVolume } from './plan-volume.ts';
import type { VolumePlan, VolumeView } from './volume-plan.ts';

/**
 * `volume.create`: all of it or nothing (contract heketi-engine §3.4). A host that fails is kept away from and the volume
 * placed anew, as often as the settings say; what cannot be undone is left to `brick.clean`, and stays charged until then.
 */
export function createVolume(settings: VolumeSettings): AnyOperation {
  const create = createVolumeStage(settings);

  return defineOperation<typeof CreateVolume, VolumeView, VolumePlan>({
    kind: 'volume.create',
    version: 1,
    input: CreateVolume,
    attempts: settings.createAttempts,
    view: async (reader, { name }) => ({
      clusters: await readClusterViews(reader),
      nameTakenIn:
        name === undefined
          ? []
          : (await reader.read({ sql: 'select cluster from gluster_volume where name = $1', values: [name] })).map(
              (row) => String(row['cluster']),
            ),
    }),
    plan: (view, input, context) => planVolume(view, input, context, settings),
    next: oneStage(create, ({ volume: { id, name, cluster } }) => ({ volume: id, name, cluster })),
    stages: [create],
    stagesExpected: () => 1,
  });
}
