import { CodedError } from '../../kernel/errors.ts';
import type { Answer } from './answer.ts';
import type { Call } from './parts.ts';
import { accept } from './queue.ts';
import { object, text } from './read-fields.ts';
import { readRequest } from './read-request.ts';
import { IN_USE, Refusal } from './refusal.ts';
import { requireSlot } from './throttle.ts';
import { optionalText, requireValid } from './validate.ts';
import { whyNoVolume } from './why-no-volume.ts';

export const VolumeClone = object({ name: text });

/**
 * `POST /volumes/{id}/clone` (contract heketi-api §9.6). Q2: one that is being made or deleted is answered 404, where the
 * original panics. Q30: a name that is taken is refused. The volume that is cloned is shown as ever meanwhile; the
 * original hides it.
 */
export async function cloneVolume(call: Call): Promise<Answer> {
  const { api, id } = call;
  const { name } = await readRequest(call, VolumeClone);
  requireValid({ name: optionalText(name, /^[a-zA-Z0-9_-]+$/) });
  const { project } = await api.volumes.volumes.get(id);
  await requireSlot(api);
  try {
    return await accept(call, {
      kind: 'volume.clone',
      input: { volume: id, ...(name === '' ? {} : { name }) },
      project,
      collection: 'volumes',
      isTracked: true,
    });
  } catch (error) {
    const reason = error instanceof CodedError ? await reasonOf(call, error) : undefined;
    if (reason === undefined) throw error;
    throw new Refusal(500, `Failed clone volume ${id}: ${reason}`);
  }
}

async function reasonOf({ api }: Call, error: CodedError): Promise<string | undefined> {
  switch (error.code) {
    case 'VOLUME_BUSY':
    case 'DEVICE_BUSY':
      return IN_USE;
    case 'VOLUME_HOSTS_BLOCKS':
      return 'Cloning of block hosting volumes is not supported';
    case 'SNAPSHOT_IMPOSSIBLE':
      return error.message;
    default:
      return whyNoVolume(api, error);
  }
}
