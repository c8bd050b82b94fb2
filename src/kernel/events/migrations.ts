import type { Migration } from '../store/index.ts';

/** The tables of this folder: see outbox-statement.ts, sequencer.ts and retention.ts. */
export const eventMigrations: readonly Migration[] = [
  {
    name: '0004-g1-add-events',
    statements: ({ bigint, serialKey, strict }) => [
      // What writers leave in their own batches. Its rows have no number yet: on PostgreSQL a smaller id may be
      // committed after a greater one.
      `create table event_outbox (
        id ${serialKey},
        at_ms ${bigint} not null,
        topic text not null,
        project text not null,
        subject text not null,
        body text not null
      )${strict}`,
      // Numbered without gaps. Bodies are text and not JSON of the database: nobody asks for what is inside.
      `create table event (
        seq ${bigint} primary key,
        outbox_id ${bigint} not null,
        at_ms ${bigint} not null,
        numbered_at_ms ${bigint} not null,
        topic text not null,
        project text not null,
        subject text not null,
        body text not null
      )${strict}`,
      // One row: who may number, and which numbers there are. It is locked by whoever numbers.
      `create table event_head (
        id integer primary key check (id = 1),
        claim ${bigint} not null,
        lease_until_ms ${bigint} not null,
        first_seq ${bigint} not null,
        last_seq ${bigint} not null
      )${strict}`,
      'insert into event_head (id, claim, lease_until_ms, first_seq, last_seq) values (1, 0, 0, 1, 0)',
    ],
  },
];
