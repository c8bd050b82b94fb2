import { CodedError } from '../../kernel/errors.ts';
import type { Answer } from './answer.ts';
import type { Call } from './parts.ts';
import { acceptEnded } from './queue.ts';
import { object, text } from './read-fields.ts';
import { readRequest } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { requireSlot } from './throttle.ts';
import { optionalWord, requireValid } from './validate.ts';

export const BlockRestriction = object({ restriction: text });

/** `POST /volumes/{id}/block-restriction` (contract heketi-api §9.6). It is done at once; the queue tells it all the same. */
export async function restrictVolume(call: Call): Promise<Answer> {
  const { api, by, id } = call;
  const { restriction } = await readRequest(call, BlockRestriction);
  requireValid({ restriction: optionalWord(restriction, ['locked']) });
  const { project } = await api.volumes.volumes.get(id);
  await requireSlot(api);
  try {
    await api.volumes.volumes.setRestriction({ ...by, project }, id, restriction === '' ? null : 'locked');
  } catch (error) {
    const reason = error instanceof CodedError ? whyNot(error) : undefined;
    if (reason === undefined) throw error;
    throw new Refusal(500, `Failed to set block restriction: ${reason}`);
  }
  return acceptEnded(call, { at: `/volumes/${id}` });
}

function whyNot({ code, fields }: CodedError): string | undefined {
  switch (code) {
    case 'VOLUME_NOT_HOSTING':
      return 'Block restrictions can only be set on block hosting volumes';
    case 'VOLUME_UNLOCK_NO_SPACE':
      return `Can not unlock volume. ${String(fields['neededGib'])}GiB free space is required, but found ${String(fields['freeGib'])}GiB`;
    default:
      return undefined;
  }
}
