import { type Static, Type } from 'typebox';

/** What a device must have among its tags, or must not. */
const TagRuleInput = Type.Object(
  {
    tag: Type.String({ minLength: 1, maxLength: 64 }),
    value: Type.String({ maxLength: 64 }),
    not: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

export const CreateVolume = Type.Object(
  {
    /** Made from the id when it is left out. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    sizeGib: Type.Integer({ minimum: 1 }),
    durability: Type.Union([
      Type.Object({ kind: Type.Literal('none') }),
      Type.Object({ kind: Type.Literal('replicate'), replica: Type.Integer(), arbiter: Type.Optional(Type.Boolean()) }),
      Type.Object({ kind: Type.Literal('disperse'), data: Type.Integer(), redundancy: Type.Integer() }),
    ]),
    gid: Type.Optional(Type.Integer()),
    /** How much larger than the brick its thin pool is made; without it there is no room for snapshots. */
    snapshotFactor: Type.Optional(Type.Number()),
    options: Type.Optional(Type.Array(Type.Object({ key: Type.String(), value: Type.String() }), { maxItems: 200 })),
    /** Tried in this order; all clusters without it. */
    clusters: Type.Optional(Type.Array(Type.String(), { maxItems: 1000 })),
    /** It is to hold block volumes, and nothing else. */
    block: Type.Optional(Type.Boolean()),
    zoneChecking: Type.Optional(Type.Union([Type.Literal('strict'), Type.Literal('none')])),
    placement: Type.Optional(
      Type.Object(
        {
          averageFileSizeKib: Type.Optional(Type.Integer({ minimum: 1 })),
          require: Type.Optional(Type.Array(TagRuleInput, { maxItems: 32 })),
          prefer: Type.Optional(Type.Array(TagRuleInput, { maxItems: 32 })),
        },
        { additionalProperties: false },
      ),
    ),
    project: Type.Optional(Type.String()),
    /** Any JSON: kept with the volume as it is, and given back. */
    request: Type.Optional(Type.Unknown()),
  },
  { additionalProperties: false },
);

export type CreateVolumeInput = Static<typeof CreateVolume>;
