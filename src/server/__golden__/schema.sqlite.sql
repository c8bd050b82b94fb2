CREATE TABLE data_key (
        id integer primary key check (id = 1),
        sealed text not null,
        created_at_ms integer not null
      ) strict;

CREATE TABLE "schema_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);

CREATE TABLE "schema_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);

CREATE TABLE secret (
        id text primary key,
        sealed text not null,
        updated_at_ms integer not null
      ) strict;
