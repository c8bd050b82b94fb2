import type { Migration } from '../store/index.ts';

/** The tables of this folder. Every world has a table of its own that points at a host. */
export const hostMigrations: readonly Migration[] = [
  {
    name: '0006-g1-add-hosts',
    statements: ({ bigint, strict }) => [
      // machine_id and era are known after the first check; an era is one run of the host's PID 1.
      `create table host (
        id text primary key,
        name text not null unique,
        created_at_ms ${bigint} not null,
        machine_id text,
        era text,
        checked_at_ms ${bigint}
      )${strict}`,
      // In the order in which they are tried. Two hosts behind one address would take each other's commands.
      `create table host_address (
        host text not null references host (id) on delete cascade,
        position integer not null check (position >= 0),
        address text not null,
        port integer not null check (port between 1 and 65535),
        primary key (host, position),
        unique (address, port)
      )${strict}`,
      `create table host_key (
        host text not null references host (id) on delete cascade,
        fingerprint text not null,
        type text not null,
        line text not null,
        admitted_at_ms ${bigint} not null,
        how text not null check (how in ('given', 'accepted', 'first-use')),
        primary key (host, fingerprint)
      )${strict}`,
      // private_key and password are ids of secrets in the vault.
      `create table host_account (
        host text not null references host (id) on delete cascade,
        purpose text not null default 'default',
        login text not null,
        become text check (become in ('sudo')),
        private_key text,
        password text,
        primary key (host, purpose)
      )${strict}`,
    ],
  },
  {
    name: '0007-g1-add-moved-hosts',
    // The operation that gives a host other addresses, and may give it back the ones that it had.
    statements: () => ['alter table host add column moved_by text'],
  },
];
