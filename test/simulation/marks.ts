import { Type } from 'typebox';
import { defineOperation, defineStage, oneStage, type Step } from '../../src/kernel/operations/index.ts';
import { call, defineProgram, hostId, sequence, simulate, word, words } from '../../src/kernel/remote/index.ts';
import type { WorldKind } from './world.ts';

/** The smallest operation with all that an operation may have: marks on hosts that count how often they were put. */

const mark = word('mark');
const done = { parse: ({ code }: { code: number }) => code };
const put = defineProgram({ name: 'put', grammar: sequence(words('put'), mark), ...done });
const wipe = defineProgram({ name: 'wipe', grammar: sequence(words('wipe'), mark), ...done });
const look = defineProgram({ name: 'look', grammar: sequence(words('look'), mark), ...done });

interface Marks {
  [mark: string]: number;
}

const programs = [
  simulate(put, { changes: true }, function* (host, fields) {
    // Half of it, and then the rest: a power cut in between leaves a half.
    const marks = host.state<Marks>('marks', {});
    marks[`${fields.mark}.half`] = 1;
    yield 50;
    delete marks[`${fields.mark}.half`];
    marks[fields.mark] = (marks[fields.mark] ?? 0) + 1;
    return {};
  }),
  simulate(wipe, { changes: true }, (host, fields) => {
    const marks = host.state<Marks>('marks', {});
    delete marks[`${fields.mark}.half`];
    delete marks[fields.mark];
    return {};
  }),
  simulate(look, { changes: false }, (host, fields) => ({ code: host.state<Marks>('marks', {})[fields.mark] ?? 0 })),
];

const hosts = ['one', 'two', 'three'].map(hostId);

interface Plan {
  readonly name: string;
  readonly [key: string]: string;
}

function putOn(name: string, host: (typeof hosts)[number]): Step {
  return {
    key: `put-${host}`,
    title: `put ${name} on ${host}`,
    host,
    locks: [`marks-${host}`],
    deadlineMs: 60_000,
    observe: async (context) =>
      (await context.host.read(call(look, { mark: name }))) > 0
        ? { kind: 'done', result: null }
        : { kind: 'not-done', found: 'no mark' },
    run: async (context) => {
      if ((await context.host.read(call(look, { mark: name }))) === 0) {
        await context.host.change(call(put, { mark: name }));
      }
      return null;
    },
    undo: async (context) => {
      await context.host.change(call(wipe, { mark: name }));
    },
  };
}

const input = Type.Object({ name: Type.String() });
const rowMigrations = [
  {
    name: '9301-g1-add-marks',
    statements: ({ strict }: { strict: string }) => [
      `create table mark (name text primary key, ready integer not null)${strict}`,
    ],
  },
];

const leave = defineStage<Plan>({
  name: 'wipe',
  claim: () => [],
  groups: ({ name }) => [
    hosts.map((host) => {
      const { undo: _, ...step } = putOn(name, host) as Step & { undo?: unknown };
      return {
        ...step,
        key: `wipe-${host}`,
        observe: async (context) =>
          (await context.host.read(call(look, { mark: name }))) > 0
            ? { kind: 'not-done', found: 'a mark' }
            : { kind: 'not-done', found: 'perhaps a half' },
        run: async (context) => {
          await context.host.change(call(wipe, { mark: name }));
          return null;
        },
        forwardOnly: 'it cleans up',
      } satisfies Step;
    }),
  ],
  settle: ({ name }) => [{ sql: 'delete from mark where name = $1', values: [name] }],
  unclaim: () => [],
});

const stage = defineStage<Plan>({
  name: 'put',
  claim: ({ name }) => [{ sql: 'insert into mark (name, ready) values ($1, 0)', values: [name] }],
  groups: ({ name }) => [
    hosts.slice(0, 2).map((host) => putOn(name, host)),
    hosts.slice(2).map((host) => putOn(name, host)),
  ],
  settle: ({ name }) => [{ sql: 'update mark set ready = 1 where name = $1', values: [name], changes: 1 }],
  unclaim: ({ name }) => [{ sql: 'delete from mark where name = $1', values: [name], changes: 1 }],
  leave: ({ name }) => ({ unclaim: [], cleanUp: { kind: 'mark.wipe', input: { name } } }),
});

const define = (kind: string, only: typeof stage) =>
  defineOperation({
    kind,
    version: 1,
    input,
    view: () => Promise.resolve(undefined),
    plan: (_, { name }) => ({ kind: 'planned', plan: { name }, reasons: [] }),
    next: oneStage(only, ({ name }) => name),
    stages: [only],
  });

export const markWorld: WorldKind = {
  migrations: rowMigrations,
  definitions: [define('mark.put', stage), define('mark.wipe', leave)],
  programs,
  hosts: Object.fromEntries(hosts.map((host) => [host, {}])),
  rows: [],
  problems: async ({ store, fleet }) => {
    const ready = new Set(
      (await store.read({ sql: 'select name, ready from mark', values: [] })).map(
        (row) => `${String(row['name'])} ${String(row['ready'])}`,
      ),
    );
    return hosts.flatMap((host) => {
      const marks = fleet.host(host).state<Marks>('marks', {});
      const orphans = Object.entries(marks).flatMap(([name, count]) =>
        ready.has(`${name} 1`) && count === 1 ? [] : [`${name} is on ${host} ${count} times`],
      );
      const missing = [...ready].flatMap((each) => {
        const [name = '', isReady] = each.split(' ');
        return isReady === '1' && marks[name] === 1 ? [] : [`${each} is not on ${host}`];
      });
      return [...orphans, ...missing];
    });
  },
};
