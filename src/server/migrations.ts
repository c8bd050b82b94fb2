import { heketiMigrations } from '../api/heketi/index.ts';
import { minionMigrations } from '../domains/minions/index.ts';
import { volumeMigrations } from '../domains/volumes/index.ts';
import { auditMigrations } from '../kernel/audit/index.ts';
import { eventMigrations } from '../kernel/events/index.ts';
import { hostMigrations } from '../kernel/hosts/index.ts';
import { identityMigrations } from '../kernel/identity/index.ts';
import { operationMigrations } from '../kernel/operations/index.ts';
import { secretMigrations } from '../kernel/secrets/index.ts';
import type { Migration } from '../kernel/store/index.ts';

/** Every migration of this release. Each list belongs to the folder whose tables it makes. */
export const migrations: readonly Migration[] = [
  ...secretMigrations,
  ...operationMigrations,
  ...identityMigrations,
  ...eventMigrations,
  ...auditMigrations,
  ...hostMigrations,
  ...volumeMigrations,
  ...minionMigrations,
  ...heketiMigrations,
];
