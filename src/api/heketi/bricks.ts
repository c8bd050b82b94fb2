import { CodedError } from '../../kernel/errors.ts';
import type { Answer } from './answer.ts';
import { failureText } from './failure-text.ts';
import type { Call } from './parts.ts';
import { accept, acceptEnded } from './queue.ts';
import { object, text } from './read-fields.ts';
import { readOptionalRequest } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { requireSlot } from './throttle.ts';
import { healCheckFault, requireValid } from './validate.ts';

/** Bricks: contract heketi-api §9.8. */

export const Eviction = object({ healcheck: text });

export async function evictBrick(call: Call): Promise<Answer> {
  const { api, id } = call;
  const { healcheck } = await readOptionalRequest(call, Eviction);
  requireValid({ healcheck: healCheckFault(healcheck) });
  const { project, volume } = await api.volumes.bricks.get(id);
  await requireSlot(api);
  const work = {
    kind: 'brick.evict',
    input: { brick: id, ...(healcheck === 'disable' ? { healCheck: false } : {}) },
    project,
    isTracked: true,
  };
  try {
    return await accept(call, work);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { code, message, fields } = error;
    const said = whyNotSetUp(code, id, volume);
    if (said !== undefined) throw new Refusal(500, `Failed to set up brick eviction: ${said}`, { cause: error });
    if (code !== 'DEVICE_NO_REPLACEMENT') throw error;
    // The original looks for a place behind its 202.
    const failure = { code, message, fields: JSON.parse(JSON.stringify(fields)) as never };
    return acceptEnded(call, { error: failureText({ ...work, error: failure }) });
  }
}

function whyNotSetUp(code: string, brick: string, volume: string): string | undefined {
  switch (code) {
    case 'BRICK_PENDING':
      return `Can not evict brick ${brick}: brick is pending`;
    case 'VOLUME_BUSY':
      return `Can not evict brick ${brick} from volume ${volume}: volume has pending bricks`;
    case 'BRICK_NOT_REPLACEABLE':
      return 'replace brick is not supported for volume durability type none';
    default:
      return undefined;
  }
}
