import { type Static, Type } from 'typebox';

export const CreateBlockVolume = Type.Object(
  {
    /** Made from the id when it is left out; unlike any other in its hosting volume. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })),
    sizeGib: Type.Integer({ minimum: 1 }),
    /** Tried in this order; all clusters without it. */
    clusters: Type.Optional(Type.Array(Type.String(), { maxItems: 1000 })),
    /** How many hosts it can be reached over; all of its cluster where it is left out, or where they are fewer. */
    haCount: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Whether clients need a login; it is made with the block volume. */
    auth: Type.Optional(Type.Boolean()),
    project: Type.Optional(Type.String()),
    /** `request` of the hosting volume, where one is made. */
    hostingRequest: Type.Optional(Type.Unknown()),
  },
  { additionalProperties: false },
);

export type CreateBlockVolumeInput = Static<typeof CreateBlockVolume>;
