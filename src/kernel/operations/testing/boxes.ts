import { Type } from 'typebox';
import { CodedError } from '../../errors.ts';
import type { Migration, Statement } from '../../store/index.ts';
import { type AnyOperation, defineOperation, defineStage, type Json, oneStage, type Step } from '../definition.ts';

/**
 * A small world for tests of the engine: shelves with room for boxes, in the store, and a `floor` outside of it, on
 * which the steps put marks. `faults` makes the n-th run of a step fail.
 */
export const boxMigrations: readonly Migration[] = [
  {
    name: '9101-g1-add-boxes',
    statements: ({ strict }) => [
      `create table shelf (id text primary key, room integer not null check (room >= 0))${strict}`,
      `create table box (id text primary key, shelf text not null references shelf (id), ready integer not null)${strict}`,
    ],
  },
];

export const addShelf = (id: string, room: number): Statement => ({
  sql: 'insert into shelf (id, room) values ($1, $2)',
  values: [id, room],
});

export interface Floor {
  /** What steps have put there, by key; never more than once each, unless a test asks for it. */
  readonly marks: Map<string, number>;
  /** Every call of a step, in order: `run a`, `undo a`, `observe a`. */
  readonly calls: string[];
  /** Asked before each call; what it throws is the failure of the call. */
  fault: (call: string, count: number) => Error | undefined;
}

export function newFloor(): Floor {
  return { marks: new Map(), calls: [], fault: () => undefined };
}

function called(floor: Floor, call: string): void {
  floor.calls.push(call);
  const count = floor.calls.filter((each) => each === call).length;
  const fault = floor.fault(call, count);
  if (fault !== undefined) throw fault;
}

/** A step that puts a mark on the floor and takes it away again. */
export function mark(floor: Floor, key: string, more: Partial<Step> = {}): Step {
  return {
    key,
    title: `put ${key} on the floor`,
    deadlineMs: 1_000,
    observe: async () => {
      called(floor, `observe ${key}`);
      return floor.marks.has(key) ? { kind: 'done', result: key } : { kind: 'not-done', found: 'nothing' };
    },
    run: async () => {
      called(floor, `run ${key}`);
      floor.marks.set(key, (floor.marks.get(key) ?? 0) + 1);
      called(floor, `after ${key}`);
      return key;
    },
    undo: async () => {
      called(floor, `undo ${key}`);
      floor.marks.delete(key);
    },
    ...more,
  };
}

/** A step like `mark` that has no way back. */
export function burn(floor: Floor, key: string): Step {
  const { undo: _, ...step } = mark(floor, key) as Step & { undo?: unknown };
  return { ...step, forwardOnly: 'what is burnt is burnt' };
}

/** A step like `mark` that must never be repeated. */
export function shout(floor: Floor, key: string, learn?: () => Promise<Json | undefined>): Step {
  const { undo: _, observe: __, ...step } = mark(floor, key) as Step & { undo?: unknown; observe?: unknown };
  return { ...step, atMostOnce: 'it would be heard twice', ...(learn === undefined ? {} : { learn }) };
}

interface Plan {
  readonly box: string;
  readonly shelf: string;
  readonly [key: string]: string;
}

const input = Type.Object({ box: Type.String({ minLength: 1 }) }, { additionalProperties: false });

/** Puts a box on the shelf with the most room: one stage, whose groups of steps the test names. */
export function storeBox(
  groups: (box: string) => readonly (readonly Step[])[],
  more: Partial<AnyOperation> = {},
): AnyOperation {
  const stage = defineStage<Plan>({
    name: 'store',
    claim: ({ box, shelf }) => [
      { sql: 'update shelf set room = room - 1 where id = $1 and room > 0', values: [shelf], changes: 1 },
      { sql: 'insert into box (id, shelf, ready) values ($1, $2, 0)', values: [box, shelf] },
    ],
    groups: ({ box }) => groups(box),
    settle: ({ box }) => [{ sql: 'update box set ready = 1 where id = $1', values: [box], changes: 1 }],
    unclaim: ({ box, shelf }) => [
      { sql: 'delete from box where id = $1', values: [box], changes: 1 },
      { sql: 'update shelf set room = room + 1 where id = $1', values: [shelf], changes: 1 },
    ],
  });
  const operation = defineOperation({
    kind: 'box.store',
    version: 1,
    input,
    view: async (reader) => reader.read({ sql: 'select id, room from shelf order by room desc, id', values: [] }),
    plan: (shelves, { box }) => {
      const [best] = shelves;
      if (best === undefined || Number(best['room']) < 1) return { kind: 'refused', error: noRoom() };
      return { kind: 'planned', plan: { box, shelf: String(best['id']) }, reasons: ['it has the most room'] };
    },
    next: oneStage(stage, ({ box, shelf }) => ({ box, shelf })),
    stages: [stage],
  });
  return { ...operation, ...more };
}

export const noRoom = (): CodedError =>
  new CodedError('TEST_NO_ROOM', { status: 409, retry: 'never' }, 'there is no room on any shelf', {});

export const broken = (retry: 'never' | 'backoff' = 'never'): CodedError =>
  new CodedError('TEST_BROKEN', { status: 500, retry }, 'the floor gave way', {});
