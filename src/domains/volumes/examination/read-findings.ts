import type { Json, Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import { type Page, type PageQuery, placesFor, readPage } from '../inventory/read-page.ts';
import {
  type FindingCode,
  type FindingObjects,
  type RepairKind,
  remedyOf,
  repairOf,
  type Severity,
} from './finding.ts';

/** A difference that was there at the last examination of its cluster. */
export interface FindingInfo {
  readonly id: string;
  readonly cluster: string;
  readonly project: string;
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly objects: FindingObjects;
  readonly found: string;
  readonly remedy: string;
  /** What `drift.repair` would do; absent where only a person can do something. */
  readonly repair?: RepairKind;
  readonly details: Json;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export interface FindingQuery extends PageQuery {
  readonly cluster?: string;
  readonly severity?: Severity;
}

const FINDINGS = `select id, cluster, project, code, severity, objects, found, details, is_repairable, first_seen_ms,
    last_seen_ms
  from gluster_finding where true`;
const MOST_ROWS = 500;

export async function pageOfFindings(reader: Reader, query: FindingQuery): Promise<Page<FindingInfo>> {
  const wanted = { cluster: query.cluster, severity: query.severity };
  const source = { select: FINDINGS, id: 'id', project: 'project', wanted, most: MOST_ROWS };
  const page = await readPage(reader, source, query);
  return { ...page, items: page.items.map(findingInfo) };
}

export async function openFindingsOf(reader: Reader, cluster: string): Promise<readonly FindingInfo[]> {
  const rows = await reader.read({ sql: `${FINDINGS} and cluster = $1 order by id`, values: [cluster] });
  return rows.map(findingInfo);
}

/** Those that there are, of so many ids as one operation takes. */
export async function findFindings(reader: Reader, ids: readonly string[]): Promise<readonly FindingInfo[]> {
  const rows = await reader.read({ sql: `${FINDINGS} and id in (${placesFor(ids)}) order by id`, values: [...ids] });
  return rows.map(findingInfo);
}

/** The finding that tells of a volume of Gluster's that is not recorded. */
export async function findUnknownVolume(
  reader: Reader,
  cluster: string,
  name: string,
): Promise<FindingInfo | undefined> {
  const rows = await reader.read({
    sql: `${FINDINGS} and cluster = $1 and code = 'volume-unknown' and subject = $2`,
    values: [cluster, name],
  });
  return rows.map(findingInfo)[0];
}

/** When a cluster was examined last; null before the first time. */
export async function examinedAt(reader: Reader, cluster: string): Promise<number | null> {
  const [row] = await reader.read({
    sql: 'select examined_at_ms from gluster_examination where cluster = $1',
    values: [cluster],
  });
  return row === undefined || row['examined_at_ms'] === null ? null : Number(row['examined_at_ms']);
}

export interface HealInfo {
  /** What bricks have to give to others. */
  readonly entries: number;
  /** Bricks that could not be asked: what they owe is not known. */
  readonly unknownBricks: number;
  readonly seenAtMs: number;
}

/** @throws VOLUME_HEAL_UNKNOWN before the volume was looked at */
export async function readHeal(reader: Reader, volume: string): Promise<HealInfo> {
  const [row] = await reader.read({
    sql: 'select entries, unknown_bricks, seen_at_ms from gluster_heal_look where volume = $1',
    values: [volume],
  });
  if (row === undefined) throw errors.VOLUME_HEAL_UNKNOWN({ volume });
  return {
    entries: Number(row['entries']),
    unknownBricks: Number(row['unknown_bricks']),
    seenAtMs: Number(row['seen_at_ms']),
  };
}

function findingInfo(row: Row): FindingInfo {
  const code = row['code'] as FindingCode;
  const repair = repairOf({ code, isRepairable: row['is_repairable'] === 1 });
  return {
    id: String(row['id']),
    cluster: String(row['cluster']),
    project: String(row['project']),
    code,
    severity: row['severity'] as Severity,
    objects: JSON.parse(String(row['objects'])) as FindingObjects,
    found: String(row['found']),
    remedy: remedyOf(code),
    ...(repair === undefined ? {} : { repair }),
    details: JSON.parse(String(row['details'])) as Json,
    firstSeenMs: Number(row['first_seen_ms']),
    lastSeenMs: Number(row['last_seen_ms']),
  };
}
