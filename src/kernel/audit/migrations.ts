import type { Migration } from '../store/index.ts';

/** The tables of this folder: see audit-statement.ts and sealer.ts. */
export const auditMigrations: readonly Migration[] = [
  {
    name: '0005-g1-add-audit',
    statements: ({ bigint, serialKey, strict }) => [
      // Written in the batch of what it tells of; numbered when it is sealed, a moment later. Never removed. The body
      // is text, because the chain covers each character of it and a database's JSON gives back others.
      `create table audit_entry (
        id ${serialKey},
        number ${bigint},
        at_ms ${bigint} not null,
        who text not null,
        action text not null,
        target text not null,
        result text not null,
        remote text not null,
        body text not null
      )${strict}`,
      'create unique index audit_entry_number on audit_entry (number)',
      'create index audit_entry_unnumbered on audit_entry (id) where number is null',
      'create index audit_entry_who on audit_entry (who, id)',
      'create index audit_entry_target on audit_entry (target, id)',
      // Links of the chain: chain.ts says what the texts are.
      `create table audit_seal (
        batch ${bigint} primary key,
        first_number ${bigint} not null,
        last_number ${bigint} not null,
        entries ${bigint} not null,
        marks text not null,
        mac text not null
      )${strict}`,
      // One row: who may seal, and where the chain ends.
      `create table audit_head (
        id integer primary key check (id = 1),
        claim ${bigint} not null,
        lease_until_ms ${bigint} not null,
        has_key integer not null,
        batches ${bigint} not null,
        last_number ${bigint} not null,
        last_mac text not null,
        mac text not null
      )${strict}`,
      `insert into audit_head (id, claim, lease_until_ms, has_key, batches, last_number, last_mac, mac)
        values (1, 0, 0, 0, 0, 0, '', '')`,
    ],
  },
];
