import { secretMigrations } from '../kernel/secrets/index.ts';
import type { Migration } from '../kernel/store/index.ts';

/** Every migration of this release. Each list belongs to the folder whose tables it makes. */
export const migrations: readonly Migration[] = [...secretMigrations];
