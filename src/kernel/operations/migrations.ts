import type { Migration } from '../store/index.ts';

/** The tables of this folder: see record.ts, replica.ts, submit.ts and engine.ts. */
export const operationMigrations: readonly Migration[] = [
  {
    name: '0002-g1-add-operations',
    statements: ({ bigint, counter, json, strict, updated }) => [
      // A server that runs operations. What it owns is anybody's once its lease is over by the store's clock.
      `create table replica (
        id text primary key,
        since_ms ${bigint} not null,
        lease_until_ms ${bigint} not null
      )${strict}`,
      // The head of an operation. What changes in it repeats what the log says, for lists and guards.
      `create table operation (
        id text primary key,
        kind text not null,
        version integer not null,
        project text not null,
        principal text not null,
        parent text references operation (id),
        input ${json} not null,
        state text not null,
        last_event integer not null,
        attempt integer not null,
        created_at_ms ${bigint} not null,
        updated_at_ms ${bigint} not null,
        ended_at_ms ${bigint},
        next_try_at_ms ${bigint},
        error ${json},
        result ${json},
        cancelled_by text,
        owner text,
        claim integer not null
      )${updated}`,
      // Few operations are open at a time, whatever the size of the table.
      'create index operation_open on operation (state, created_at_ms) where ended_at_ms is null',
      'create index operation_owner on operation (owner) where owner is not null',
      'create index operation_created on operation (created_at_ms, id)',
      'create index operation_parent on operation (parent) where parent is not null',
      'create index operation_ended on operation (ended_at_ms) where ended_at_ms is not null',
      `create table operation_event (
        operation text not null references operation (id),
        number integer not null,
        at_ms ${bigint} not null,
        body ${json} not null,
        primary key (operation, number)
      )${strict}`,
      // What the steps ran on hosts; kept for a shorter time than the log.
      `create table operation_command (
        operation text not null references operation (id),
        number integer not null,
        at_ms ${bigint} not null,
        step text not null,
        commands ${json} not null,
        primary key (operation, number, step)
      )${strict}`,
      'create index operation_command_at on operation_command (at_ms)',
      `create table operation_plan (
        id text primary key,
        kind text not null,
        version integer not null,
        project text not null,
        principal text not null,
        input ${json} not null,
        plan ${json} not null,
        reasons ${json} not null,
        seed text not null,
        expires_at_ms ${bigint} not null
      )${strict}`,
      'create index operation_plan_expires on operation_plan (expires_at_ms)',
      `create table idempotency_key (
        scope text not null,
        name text not null,
        fingerprint text not null,
        operation text not null references operation (id),
        expires_at_ms ${bigint} not null,
        primary key (scope, name)
      )${strict}`,
      'create index idempotency_key_expires on idempotency_key (expires_at_ms)',
      'create index idempotency_key_operation on idempotency_key (operation)',
      ...counter('fencing_number'),
    ],
  },
];
