import { type Finding, findingId } from '../examination/finding.ts';
import type { Statement } from '../../../kernel/store/index.ts';

/** Seen again: since when it is there stays as it was. */
export function keepFinding(cluster: string, finding: Finding, atMs: number): Statement {
  const { project, code, severity, subject, objects, found, details, isRepairable } = finding;
  return {
    sql: `insert into gluster_finding (id, cluster, project, code, severity, subject, objects, found, details,
        is_repairable, first_seen_ms, last_seen_ms)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
      on conflict (id) do update set project = excluded.project, severity = excluded.severity,
        objects = excluded.objects, found = excluded.found, details = excluded.details,
        is_repairable = excluded.is_repairable, last_seen_ms = excluded.last_seen_ms`,
    values: [
      findingId(cluster, finding),
      cluster,
      project,
      code,
      severity,
      subject,
      JSON.stringify(objects),
      found,
      JSON.stringify(details),
      isRepairable ? 1 : 0,
      atMs,
    ],
  };
}

export function dropFinding(id: string): Statement {
  return { sql: 'delete from gluster_finding where id = $1', values: [id] };
}
