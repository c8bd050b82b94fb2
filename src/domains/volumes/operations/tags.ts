import { Type } from 'typebox';

/** Tags of nodes and devices (contract heketi-engine §1.2). */
export const Tags = Type.Record(Type.String({ pattern: '^[a-zA-Z0-9_.-]{1,32}$' }), Type.String({ maxLength: 64 }), {
  additionalProperties: false,
  maxProperties: 32,
});
