import type { Reader } from '../../../kernel/operations/index.ts';
import type { RebalanceState } from '../tables/rebalance-table.ts';
import type { RebalanceInfo } from './infos.ts';
import { placesFor } from './read-page.ts';

/** The last rebalance of each of these volumes, by volume. */
export async function readRebalances(
  reader: Reader,
  volumes: readonly string[],
): Promise<ReadonlyMap<string, RebalanceInfo>> {
  if (volumes.length === 0) return new Map();
  const rows = await reader.read({
    sql: `select volume, state, reason, files, bytes, scanned, failures, skipped, since_ms, seen_at_ms
      from gluster_rebalance where volume in (${placesFor(volumes)})`,
    values: volumes,
  });
  return new Map(
    rows.map((row) => [
      String(row['volume']),
      {
        state: row['state'] as RebalanceState,
        reason: row['reason'] === null ? null : String(row['reason']),
        files: Number(row['files']),
        bytes: Number(row['bytes']),
        scanned: Number(row['scanned']),
        failures: Number(row['failures']),
        skipped: Number(row['skipped']),
        sinceMs: Number(row['since_ms']),
        seenAtMs: Number(row['seen_at_ms']),
      },
    ]),
  );
}
