import type { Migration } from '../store/index.ts';

/**
 * The tables of this folder. Built-in roles are rows, so that grants can refer to them; a release that changes one does
 * it by a migration, because two releases run beside each other and must not write it back and forth.
 */
export const identityMigrations: readonly Migration[] = [
  {
    name: '0003-g1-add-identity',
    statements: ({ bigint, json, strict }) => [
      `create table project (
        id text primary key,
        name text not null unique
      )${strict}`,
      `create table principal (
        id text primary key,
        kind text not null check (kind in ('person', 'service')),
        name text not null unique,
        state text not null check (state in ('active', 'disabled')),
        created_at_ms ${bigint} not null,
        last_seen_at_ms ${bigint}
      )${strict}`,
      // Who somebody is elsewhere. Passwords and tokens are ours, and have tables of their own.
      `create table identity (
        scheme text not null check (scheme in ('heketi-jwt', 'certificate', 'oidc', 'keystone', 'authmanager')),
        issuer text not null,
        subject text not null,
        principal text not null references principal (id),
        primary key (scheme, issuer, subject)
      )${strict}`,
      'create index identity_principal on identity (principal)',
      `create table role (
        name text primary key,
        actions ${json} not null
      )${strict}`,
      // Without a project it holds everywhere. Null is equal to nothing, hence two indexes.
      `create table role_grant (
        principal text not null references principal (id),
        role text not null references role (name),
        project text references project (id)
      )${strict}`,
      'create unique index role_grant_somewhere on role_grant (principal, role, project) where project is not null',
      'create unique index role_grant_everywhere on role_grant (principal, role) where project is null',
      'create index role_grant_principal on role_grant (principal)',
      'create index role_grant_role on role_grant (role) where project is null',
      `create table api_token (
        id text primary key,
        principal text not null references principal (id),
        name text not null,
        hash text not null unique,
        prefix text not null,
        created_at_ms ${bigint} not null,
        expires_at_ms ${bigint},
        last_used_at_ms ${bigint},
        revoked_at_ms ${bigint}
      )${strict}`,
      'create index api_token_principal on api_token (principal, created_at_ms, id)',
      'create index api_token_expires on api_token (expires_at_ms) where expires_at_ms is not null',
      'create index api_token_revoked on api_token (revoked_at_ms) where revoked_at_ms is not null',
      `create table password (
        principal text primary key references principal (id),
        hash text not null,
        changed_at_ms ${bigint} not null
      )${strict}`,
      // Goes up with each change of rights: by it a server sees that what it remembers is old. Its row is also the lock
      // that makes such changes wait for one another on PostgreSQL.
      `create table identity_version (
        id integer primary key check (id = 1),
        number ${bigint} not null
      )${strict}`,
      'insert into identity_version (id, number) values (1, 1)',
      `insert into project (id, name) values ('default', 'default')`,
      `insert into role (name, actions) values
        ('admin', '["*"]'),
        ('operator', '["volume.*", "device.*", "operation.*", "cluster.read", "host.read", "minion.read", "minion.command", "event.read", "project.read"]'),
        ('viewer', '["volume.read", "device.read", "operation.read", "cluster.read", "host.read", "minion.read", "event.read", "project.read"]'),
        ('heketi-admin', '["volume.*", "device.*", "operation.*", "cluster.*", "host.*", "server.manage", "store.export"]'),
        ('heketi-user', '["volume.*", "operation.read"]')`,
      // The two issuers of Heketi's tokens, whose keys are in the configuration. They were there before anybody: time 0.
      `insert into principal (id, kind, name, state, created_at_ms) values
        ('heketi-admin', 'service', 'heketi-admin', 'active', 0),
        ('heketi-user', 'service', 'heketi-user', 'active', 0)`,
      `insert into identity (scheme, issuer, subject, principal) values
        ('heketi-jwt', 'heketi', 'admin', 'heketi-admin'),
        ('heketi-jwt', 'heketi', 'user', 'heketi-user')`,
      `insert into role_grant (principal, role, project) values
        ('heketi-admin', 'heketi-admin', null),
        ('heketi-user', 'heketi-user', null)`,
    ],
  },
];
