import { Type } from 'typebox';

/** As people type it. What a name must be like is said by identity, with its own error. */
export const name = Type.String({ maxLength: 256 });
export const text = Type.String({ maxLength: 1_024 });
export const timeMs = Type.Integer({ minimum: 0 });
export const limit = Type.Integer({ minimum: 1, maximum: 500 });
/** Passwords of 256 characters, each of several bytes. */
export const password = Type.String({ maxLength: 4_096 });

/** An object that has these fields and no others. */
export function fields<const Properties extends Parameters<typeof Type.Object>[0]>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}
