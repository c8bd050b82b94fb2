import type { VolumeInfo } from '../../domains/volumes/index.ts';
import { CodedError } from '../../kernel/errors.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { snapshotsText } from './failure-text.ts';
import type { Call } from './parts.ts';
import { accept, acceptEnded } from './queue.ts';
import { IN_USE, Refusal } from './refusal.ts';
import { requireSlot } from './throttle.ts';
import { volumeOf } from './translate.ts';

/** Volumes: contract heketi-api §9.6. What makes them is in create-volume.ts. */

export async function listVolumes({ api }: Call): Promise<Answer> {
  return jsonAnswer(200, { volumes: await api.volumes.volumes.list() });
}

export async function getVolume({ api, id }: Call): Promise<Answer> {
  return jsonAnswer(200, volumeOf(await api.volumes.volumes.get(id)));
}

/** The volume in which Heketi keeps its own database. */
const HEKETI_DATABASE = 'heketidbstorage';

export async function deleteVolume(call: Call): Promise<Answer> {
  const { api, id } = call;
  const volume = await findVolume(call);
  if (volume?.name === HEKETI_DATABASE) throw new Refusal(409, 'Cannot delete volume containing the Heketi database');
  if (volume !== undefined) await requireSlot(api);
  try {
    const project = volume?.project ?? api.settings.project;
    return await accept(call, { kind: 'volume.delete', input: { volume: id }, project, isTracked: true });
  } catch (error) {
    // The original finds it out on the host, behind the 202.
    if (error instanceof CodedError && error.code === 'VOLUME_HAS_SNAPSHOTS')
      return acceptEnded(call, { error: snapshotsText(error.fields) });
    if (!isCoded(error, 'VOLUME_BUSY')) throw error;
    await requireSlot(api);
    throw new Refusal(500, `Failed to set up volume delete: ${IN_USE}`);
  }
}

/** One that is being made or deleted is shown nowhere; whether it is one of those, the operation finds out. */
async function findVolume({ api, id }: Call): Promise<VolumeInfo | undefined> {
  try {
    return await api.volumes.volumes.get(id);
  } catch (error) {
    if (isCoded(error, 'VOLUME_NOT_FOUND')) return undefined;
    throw error;
  }
}

function isCoded(error: unknown, code: string): boolean {
  return error instanceof CodedError && error.code === code;
}
