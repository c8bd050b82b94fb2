import { checkInventory } from '../api/heketi/index.ts';
import type { Config } from '../kernel/config/index.ts';
import { CodedError } from '../kernel/errors.ts';
import {
  backUpSqlite,
  type CheckReport,
  checkPostgres,
  checkSqlite,
  sqlitePath,
  viewStore,
  withoutPassword,
} from '../kernel/store/index.ts';
import { errors } from './errors.ts';
import { migrations } from './migrations.ts';
import { storeLocation } from './store-location.ts';

export interface InventoryCheck {
  /** `older`: not looked at, for the tables are those of an earlier release. `unreadable`: damage is in the way. */
  readonly kind: 'checked' | 'empty' | 'older' | 'unreadable';
  /** What does not go together, and what to do about it, as sentences. */
  readonly findings: readonly string[];
}

export interface StoreCheck extends CheckReport {
  /** The file, or the URL without its password. */
  readonly path: string;
  readonly inventory: InventoryCheck;
}

/** Looks for damage in the store that the configuration names, and whether its inventory goes together; a server may have it open. */
export async function checkStore(config: Config): Promise<StoreCheck> {
  const { url, password } = storeLocation(config);
  const path = sqlitePath(url);
  if (path !== undefined) {
    const report = checkSqlite(path);
    return { path, ...report, inventory: await lookAtInventory(config, report.problems.length > 0) };
  }
  const report = await checkPostgres(url, password?.reveal());
  return { path: withoutPassword(url), ...report, inventory: await lookAtInventory(config, false) };
}

async function lookAtInventory(config: Config, isDamaged: boolean): Promise<InventoryCheck> {
  const { url, password } = storeLocation(config);
  try {
    const sight = await viewStore(
      { url, migrations, ...(password === undefined ? {} : { password: password.reveal() }) },
      checkInventory,
    );
    if (sight.kind !== 'seen') return { kind: sight.kind, findings: [] };
    return { kind: 'checked', findings: findingsIn(sight.value) };
  } catch (error) {
    // What is damaged has been told already.
    if (!isDamaged || !(error instanceof CodedError)) throw error;
    return { kind: 'unreadable', findings: [] };
  }
}

type InventoryReport = Awaited<ReturnType<typeof checkInventory>>;

/** Rows go together in every batch that this program writes: what does not was changed past it, or is a fault of it. */
const RESTORE = 'restore a backup from before it';
const COMPARE = `see by 'hostreeve drift examine' what is on the hosts, then ${RESTORE}`;

const REMEDIES = [
  ['clusters', RESTORE],
  ['nodes', RESTORE],
  ['devices', COMPARE],
  ['volumes', COMPARE],
  ['bricks', COMPARE],
  ['blockvolumes', RESTORE],
] as const satisfies readonly (readonly [keyof InventoryReport, string])[];

function findingsIn(report: InventoryReport): readonly string[] {
  return REMEDIES.flatMap(([bucket, remedy]) =>
    (report[bucket].inconsistencies ?? []).map((line) => `${line}: ${remedy}`),
  );
}

/**
 * Copies a SQLite store into a new file, whole as of one moment.
 *
 * @throws SERVER_BACKUP_NOT_OURS for PostgreSQL, whose own tools do it better
 */
export async function backUpStore(config: Config, file: string): Promise<void> {
  const { url } = storeLocation(config);
  const path = sqlitePath(url);
  if (path === undefined) throw errors.SERVER_BACKUP_NOT_OURS({ url });
  await backUpSqlite(path, file);
}
