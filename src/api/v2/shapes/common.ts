import { type TObject, type TProperties, type TSchema, Type } from 'typebox';

/** An object of an answer: a name in the document, and nothing that is not named here goes out. */
export function shape<const Properties extends TProperties>(
  title: string,
  properties: Properties,
  description?: string,
): TObject<Properties> {
  return Type.Object(properties, {
    title,
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });
}

/** An object of a request: what is not named here is refused. */
export const wish = shape;

/** A query; what is not named here is refused. */
export function query<const Properties extends TProperties>(properties: Properties): TObject<Properties> {
  return Type.Object(properties, { additionalProperties: false });
}

export const time = (description: string): ReturnType<typeof Type.String> =>
  Type.String({ format: 'date-time', description });

export const id = (description: string): ReturnType<typeof Type.String> => Type.String({ description });

const TAG_NAME = '^[a-zA-Z0-9_.-]{1,32}$';
/** Of one thing. */
export const MOST_TAGS = 32;

export const Tags = Type.Record(Type.String(), Type.String(), { description: 'Words of your own, by name.' });

/** A body that changes tags (contract heketi-engine §1.2). */
export const TagChange = wish('TagChange', {
  set: Type.Optional(
    Type.Record(Type.String({ pattern: TAG_NAME }), Type.String({ maxLength: 64 }), {
      additionalProperties: false,
      maxProperties: MOST_TAGS,
      description: 'Added, or given another value.',
    }),
  ),
  remove: Type.Optional(
    Type.Array(Type.String({ pattern: TAG_NAME }), {
      maxItems: 512,
      description: 'Names of tags that go; those that are not there are passed over.',
    }),
  ),
  replaces: Type.Optional(
    Type.Boolean({ description: 'Whether all that `set` does not name go too; `false` without it.' }),
  ),
});

/** `after` and `limit`, with the filters of a list. */
export const paging = {
  after: Type.Optional(Type.String({ description: '`next` of the page before.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Items on a page; 100 without it.' })),
} as const;

export function pageShape<Item extends TSchema & { readonly title?: string }>(item: Item) {
  return shape(`${item.title ?? ''}Page`, {
    items: Type.Array(item),
    next: Type.Optional(Type.String({ description: 'For `after` of the next page; absent on the last one.' })),
  });
}
