import { type ChangeLog, checkKeyPart, keyOf } from './change-log.ts';

/**
 * Members at this depth are rows with all that is in them; above it, objects are containers of rows. Four is where the
 * many things lie: `groups / vg / volumes / lv`, `pools / id / volumes / name`. Lists and simple values are rows wherever
 * they stand.
 */
const ROW_DEPTH = 4;
const CONTAINER = {};

/**
 * A program's state that says what changes in it, so that a change costs a row and not the whole state. What is put in
 * is copied: change it through the state afterwards.
 *
 * @param key of its rows
 * @throws {TypeError} for what is no plain data, now or when it is put in
 */
export function watchState<State extends object>(initial: State, key: string, changes: ChangeLog): State {
  return wrap(initial, { key, depth: 0, changes }) as State;
}

/** Says all of a state: of one that is new. */
export function announceState(state: object, key: string, changes: ChangeLog): void {
  announce(state, { key, depth: 0, changes });
}

/** Takes all rows of a state away. */
export function forgetState(state: object, key: string, changes: ChangeLog): void {
  forget(state, { key, depth: 0, changes });
}

/** A copy without the watching. */
export function plainCopy<Value>(value: Value): Value {
  return copyWith(value, (part) => part) as Value;
}

interface Place {
  readonly key: string;
  readonly depth: number;
  readonly changes: ChangeLog;
}

type Members = Record<string, unknown>;

function below({ key, depth, changes }: Place, name: string): Place {
  return { key: keyOf(key, checkKeyPart(name)), depth: depth + 1, changes };
}

function isContainer(value: unknown, { depth }: Place): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && depth < ROW_DEPTH;
}

function wrap(value: unknown, place: Place): unknown {
  if (!isContainer(value, place)) return wrapRow(value, place);
  const members: Members = {};
  for (const [name, member] of Object.entries(checkPlain(value))) members[name] = wrap(member, below(place, name));
  const remove = (name: string): void => {
    if (name in members) forget(members[name], below(place, name));
  };
  return new Proxy(members, {
    set: (_, name, next) => {
      const there = below(place, String(name));
      const wrapped = wrap(next, there);
      if (isContainer(wrapped, there) || isContainer(members[String(name)], there)) remove(String(name));
      members[String(name)] = wrapped;
      announce(wrapped, there);
      return true;
    },
    deleteProperty: (_, name) => {
      remove(String(name));
      return Reflect.deleteProperty(members, name);
    },
  });
}

function wrapRow(value: unknown, { key, changes }: Place): unknown {
  const watch = (part: object): object => new Proxy(part, handler);
  const handler: ProxyHandler<object> = {
    set: (target, name, next) => {
      changes.put(key, row);
      return Reflect.set(target, name, copyWith(next, watch));
    },
    deleteProperty: (target, name) => {
      changes.put(key, row);
      return Reflect.deleteProperty(target, name);
    },
  };
  const row = copyWith(value, watch);
  return row;
}

function announce(value: unknown, place: Place): void {
  if (!isContainer(value, place)) {
    place.changes.put(place.key, value);
    return;
  }
  place.changes.put(place.key, CONTAINER);
  for (const [name, member] of Object.entries(value)) announce(member, below(place, name));
}

function forget(value: unknown, place: Place): void {
  place.changes.drop(place.key);
  if (isContainer(value, place)) for (const [name, member] of Object.entries(value)) forget(member, below(place, name));
}

function copyWith(value: unknown, finish: (part: object) => object): unknown {
  if (typeof value !== 'object' || value === null) return checkPlain(value);
  if (Array.isArray(value)) return finish(value.map((part) => copyWith(part, finish)));
  const copy: Members = {};
  for (const [name, part] of Object.entries(checkPlain(value))) copy[name] = copyWith(part, finish);
  return finish(copy);
}

/** @throws {TypeError} for what JSON would not give back */
function checkPlain<Value>(value: Value): Value {
  const isPlain =
    value === null ||
    value === undefined ||
    ['string', 'boolean'].includes(typeof value) ||
    Number.isFinite(value) ||
    (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value)));
  if (!isPlain) throw new TypeError(`a simulated program's state holds what is no plain data: ${String(value)}`);
  return value;
}
