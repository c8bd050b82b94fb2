import type { ExpansionCause } from '../../domains/volumes/index.ts';
import { CodedError } from '../../kernel/errors.ts';
import type { Answer } from './answer.ts';
import type { Call } from './parts.ts';
import { accept } from './queue.ts';
import { integer, object } from './read-fields.ts';
import { readRequest } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { requireSlot } from './throttle.ts';
import { requiredCount, requireValid } from './validate.ts';

export const VolumeExpand = object({ expand_size: integer });

/** What Heketi's search ends with (contract heketi-api §9.6). */
const REASONS: Readonly<Record<ExpansionCause, string>> = {
  'no-nodes': 'No nodes in cluster',
  'no-devices': 'No online storage devices in cluster',
  'too-many-bricks': 'Maximum number of bricks reached.',
  // compat(heketi): two blanks.
  'bricks-too-small': 'Minimum brick size limit reached.  Out of space.',
};

/** `POST /volumes/{id}/expand`: `expand_size` is what comes to the size (contract heketi-api §9.6). */
export async function expandVolume(call: Call): Promise<Answer> {
  const { api, id } = call;
  const { expand_size: addGib } = await readRequest(call, VolumeExpand);
  requireValid({ expand_size: requiredCount(addGib) });
  // Q22: one that is being made or deleted is not there for anybody.
  const { project } = await api.volumes.volumes.get(id);
  await requireSlot(api);
  try {
    return await accept(call, {
      kind: 'volume.expand',
      input: { volume: id, addGib },
      project,
      collection: 'volumes',
      isTracked: true,
    });
  } catch (error) {
    const reason = error instanceof CodedError ? whyNot(error) : undefined;
    if (reason === undefined) throw error;
    throw new Refusal(500, `Failed to allocate volume expansion: ${reason}`);
  }
}

function whyNot({ code, fields }: CodedError): string | undefined {
  switch (code) {
    case 'VOLUME_NO_SPACE_TO_EXPAND':
      return REASONS[(fields as { readonly cause: ExpansionCause }).cause];
    // More than any volume can have.
    case 'OPERATION_INPUT_INVALID':
      return REASONS['too-many-bricks'];
    default:
      return undefined;
  }
}
