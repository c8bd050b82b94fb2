import type { Statement, Store } from '../../../kernel/store/index.ts';
import type { Comparison } from '../examination/comparison.ts';
import type { HealLook } from '../examination/look-at-heals.ts';

/** Whoever waits for examinations listens here. */
export const EXAMINATION_CHANNEL = 'examination';

/** Longer than an examination may take; renewed by none, over when its server died. */
export const EXAMINATION_LEASE_MS = 20 * 60_000;

/** Takes a cluster to examine it, unless a server does that now. The last row has the claim. */
export function claimExamination(store: Pick<Store, 'words'>, cluster: string): readonly Statement[] {
  return [
    {
      sql: `insert into gluster_examination (cluster) select id from gluster_cluster where id = $1
        on conflict (cluster) do nothing`,
      values: [cluster],
    },
    {
      sql: `update gluster_examination set claim = claim + 1, is_asked = 0,
          lease_until_ms = ${store.words.nowMs} + ${EXAMINATION_LEASE_MS}
        where cluster = $1 and lease_until_ms <= ${store.words.nowMs} returning claim`,
      values: [cluster],
      changes: 1,
    },
  ];
}

/** The first statement of what is written about it: refused when the cluster has gone, or the lease was over. */
export function finishExamination(store: Pick<Store, 'words'>, cluster: string, claim: number): Statement {
  return {
    sql: `update gluster_examination set examined_at_ms = ${store.words.nowMs}, lease_until_ms = 0
      where cluster = $1 and claim = $2`,
    values: [cluster, claim],
    changes: 1,
  };
}

/** Lets others go on after an examination that came to nothing; the next one is due at its time. */
export function giveUpExamination(cluster: string, claim: number): Statement {
  return {
    sql: 'update gluster_examination set lease_until_ms = 0 where cluster = $1 and claim = $2',
    values: [cluster, claim],
  };
}

/** Nobody else has such a store open: a claim in it is that of a start before this one. */
export const FORGET_CLAIMS: Statement = { sql: 'update gluster_examination set lease_until_ms = 0', values: [] };

/** Asks for an examination soon: of what was repaired, or of a host that has started anew. */
export function askForExamination(cluster: string): readonly Statement[] {
  return [
    {
      sql: `insert into gluster_examination (cluster) select id from gluster_cluster where id = $1
        on conflict (cluster) do nothing`,
      values: [cluster],
    },
    {
      sql: 'update gluster_examination set is_asked = 1 where cluster = $1',
      values: [cluster],
      notify: EXAMINATION_CHANNEL,
    },
  ];
}

/** What was looked at, in the place of what was known before. */
export function keepLooks(
  cluster: string,
  { fills, wholeEras }: Pick<Comparison, 'fills' | 'wholeEras'>,
  heals: readonly HealLook[],
): readonly Statement[] {
  return [
    { sql: 'delete from gluster_device_look where cluster = $1', values: [cluster] },
    ...fills.map(({ device, dataPercent, metadataPercent }) => ({
      sql: 'insert into gluster_device_look (device, cluster, data_percent, metadata_percent) values ($1, $2, $3, $4)',
      values: [device, cluster, dataPercent, metadataPercent],
    })),
    {
      sql: 'delete from gluster_node_look where cluster = $1 and node not in (select id from gluster_node)',
      values: [cluster],
    },
    ...wholeEras.map(({ node, era }) => ({
      sql: `insert into gluster_node_look (node, cluster, era) values ($1, $2, $3)
        on conflict (node) do update set era = excluded.era, cluster = excluded.cluster`,
      values: [node, cluster, era],
    })),
    {
      sql: 'delete from gluster_heal_look where cluster = $1 and volume not in (select id from gluster_volume)',
      values: [cluster],
    },
    ...heals.map(({ volume, entries, unknownBricks, atMs }) => ({
      sql: `insert into gluster_heal_look (volume, cluster, entries, unknown_bricks, seen_at_ms)
        values ($1, $2, $3, $4, $5)
        on conflict (volume) do update set entries = excluded.entries, unknown_bricks = excluded.unknown_bricks,
          seen_at_ms = excluded.seen_at_ms`,
      values: [volume, cluster, entries, unknownBricks, atMs],
    })),
  ];
}
