import type { Migration } from '../../src/kernel/store/index.ts';

/** Tables with one of each kind of constraint. */
export const fixtureMigrations: readonly Migration[] = [
  {
    name: '9001-g1-add-fixtures',
    statements: ({ bigint, blob, counter, json, strict }) => [
      `create table pool (id text primary key, free ${bigint} not null check (free >= 0))${strict}`,
      `create table item (id text primary key, pool text not null references pool (id), name text not null unique,
        size_bytes ${bigint} not null, body ${blob}, facts ${json})${strict}`,
      ...counter('ticket'),
      'create index item_pool on item (pool)',
    ],
  },
];
