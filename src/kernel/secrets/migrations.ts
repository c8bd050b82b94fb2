import type { Migration } from '../store/index.ts';

/** The tables of this folder: see vault.ts. */
export const secretMigrations: readonly Migration[] = [
  {
    name: '0001-g1-add-secrets',
    statements: ({ bigint, strict }) => [
      // One row: the key that seals all secrets, itself sealed by the master key, which is never in the store.
      `create table data_key (
        id integer primary key check (id = 1),
        sealed text not null,
        created_at_ms ${bigint} not null
      )${strict}`,
      `create table secret (
        id text primary key,
        sealed text not null,
        updated_at_ms ${bigint} not null
      )${strict}`,
    ],
  },
];
