import { flag, integer, object, text, texts } from '../read-fields.ts';

/** Bodies of routes that this version answers with 501: contract heketi-api §9.6, §9.7. */

export const VolumeClone = object({ name: text });
export const BlockRestriction = object({ restriction: text });
export const BlockVolumeCreate = object({
  size: integer,
  name: text,
  clusters: texts,
  hacount: integer,
  auth: flag,
});
export const BlockVolumeExpand = object({ new_size: integer });
