/** Things by a key that several of them may have, in the order in which they were added. */
export interface Index<Thing> {
  at(key: string): readonly Thing[];
  add(key: string, thing: Thing): void;
  remove(key: string, thing: Thing): void;
}

const none: readonly never[] = [];

export function createIndex<Thing>(): Index<Thing> {
  const things = new Map<string, Thing[]>();
  return {
    at: (key) => things.get(key) ?? none,
    add: (key, thing) => {
      const there = things.get(key);
      if (there === undefined) things.set(key, [thing]);
      else there.push(thing);
    },
    remove: (key, thing) => {
      const left = things.get(key)?.filter((other) => other !== thing) ?? [];
      if (left.length === 0) things.delete(key);
      else things.set(key, left);
    },
  };
}
