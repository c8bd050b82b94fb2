import type { TagChange } from '../../domains/volumes/index.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import type { Call } from './parts.ts';
import { object, text, textMap } from './read-fields.ts';
import { readRequest } from './read-request.ts';
import { requireValid, tagsFault } from './validate.ts';

/** Tags of nodes and devices: contract heketi-api §9.4. The answer is the bare map that they are then. */

export const TagsChange = object({ change_type: text, tags: textMap });

/** compat(heketi): 32 in a request, and their sum is not looked at. Ours has an end, since a row must have one. */
const MOST_IN_ALL = 512;

async function readChange(call: Call): Promise<TagChange> {
  const { change_type: type, tags } = await readRequest(call, TagsChange);
  requireValid({
    change_type: type === '' ? 'cannot be blank' : isType(type) ? undefined : 'must be a valid value',
    tags: tagsFault(tags),
  });
  const most = MOST_IN_ALL;
  switch (type) {
    case 'set':
      return { replaces: true, set: Object.fromEntries(tags), most };
    case 'update':
      return { set: Object.fromEntries(tags), most };
    default:
      // compat(heketi): the values of what is deleted are ignored.
      return { remove: [...tags.keys()], most };
  }
}

function isType(type: string): boolean {
  return type === 'set' || type === 'update' || type === 'delete';
}

export async function changeNodeTags(call: Call): Promise<Answer> {
  return jsonAnswer(200, await call.api.volumes.nodes.changeTags(call.by, call.id, await readChange(call)));
}

export async function changeDeviceTags(call: Call): Promise<Answer> {
  return jsonAnswer(200, await call.api.volumes.devices.changeTags(call.by, call.id, await readChange(call)));
}
