import { type TObject, Type } from 'typebox';

/** The schema of a path's parameters: texts, whose meaning is looked up; undefined where there are none. */
export function paramsSchema(path: string): TObject | undefined {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  if (names.length === 0) return undefined;
  return Type.Object(Object.fromEntries(names.map((name) => [name, Type.String({ minLength: 1 })])));
}
