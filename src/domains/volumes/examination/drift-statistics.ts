import type { Reader } from '../../../kernel/operations/index.ts';

/** For metrics: what all servers together have found. */
export interface DriftStatistics {
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly count: number }[];
  /** Of the fullest pool of each device with thin pools. */
  readonly fills: readonly {
    readonly device: string;
    readonly dataPercent: number;
    readonly metadataPercent: number;
  }[];
  /** Of all volumes together. */
  readonly healEntries: number;
  /** Bricks that could not be asked. */
  readonly healUnknown: number;
}

export async function readDriftStatistics(reader: Reader): Promise<DriftStatistics> {
  const read = (sql: string) => reader.read({ sql, values: [] });
  const [findings, fills, [heal]] = await Promise.all([
    read(
      'select code, severity, count(*) as number from gluster_finding group by code, severity order by code, severity',
    ),
    read('select device, data_percent, metadata_percent from gluster_device_look order by device'),
    read(`select coalesce(sum(entries), 0) as entries, coalesce(sum(unknown_bricks), 0) as unknown_bricks
      from gluster_heal_look`),
  ]);
  return {
    findings: findings.map((row) => ({
      code: String(row['code']),
      severity: String(row['severity']),
      count: Number(row['number']),
    })),
    fills: fills.map((row) => ({
      device: String(row['device']),
      dataPercent: Number(row['data_percent']),
      metadataPercent: Number(row['metadata_percent']),
    })),
    healEntries: Number(heal?.['entries'] ?? 0),
    healUnknown: Number(heal?.['unknown_bricks'] ?? 0),
  };
}
