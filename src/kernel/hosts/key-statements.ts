import type { HostKey } from '../remote/index.ts';
import type { Statement } from '../store/index.ts';
import type { HowAdmitted } from './host.ts';

interface Admission {
  readonly how: HowAdmitted;
  readonly atMs: number;
}

/** Records a key; one that is recorded stays as it is. */
export function insertKeyStatement(host: string, key: HostKey, { how, atMs }: Admission): Statement {
  return {
    sql: `insert into host_key (host, fingerprint, type, line, admitted_at_ms, how) values ($1, $2, $3, $4, $5, $6)
      on conflict (host, fingerprint) do nothing`,
    values: [host, key.fingerprint, key.type, key.line, atMs, how],
  };
}

/** Records the first key of a host, and refuses (`changes`) where there is one. To go behind `holdingHost`. */
export function insertFirstKeyStatement(host: string, key: HostKey, atMs: number): Statement {
  return {
    sql: `insert into host_key (host, fingerprint, type, line, admitted_at_ms, how)
      select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as bigint), 'first-use'
      where not exists (select 1 from host_key where host = $1)`,
    values: [host, key.fingerprint, key.type, key.line, atMs],
    changes: 1,
  };
}
