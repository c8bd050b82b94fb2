import { flag, integer, object, text, textMap, texts } from '../read-fields.ts';

/** Bodies of routes that this version answers with 501: contract heketi-api §9.4, §9.6 to §9.8. */

export const TagsChange = object({ change_type: text, tags: textMap });
export const VolumeExpand = object({ expand_size: integer });
export const VolumeClone = object({ name: text });
export const BlockRestriction = object({ restriction: text });
export const BrickEvict = object({ healcheck: text });
export const BlockVolumeCreate = object({
  size: integer,
  name: text,
  clusters: texts,
  hacount: integer,
  auth: flag,
});
export const BlockVolumeExpand = object({ new_size: integer });
