import type { Migration } from '../../kernel/store/index.ts';

/** The tables of this domain; those of kernel/hosts come before them. Free space and mount strings are derived, never stored. */
export const volumeMigrations: readonly Migration[] = [
  {
    name: '0100-g1-add-volumes',
    statements: ({ bigint, json, strict, updated }) => [
      // volume_count is one of the two sums that are stored: it changes in the batches that insert or delete volumes, in
      // whatever state they are. Counting them made each plan slower by the volumes that were there.
      `create table gluster_cluster (
        id text primary key,
        project text not null default 'default',
        takes_file integer not null default 1 check (takes_file in (0, 1)),
        takes_block integer not null default 1 check (takes_block in (0, 1)),
        volume_count ${bigint} not null default 0 check (volume_count >= 0)
      )${updated}`,
      'create index gluster_cluster_project on gluster_cluster (project, id)',
      // adding: of a node.add that has not come to its end; shown nowhere, and nothing is placed on it. So it is with
      // devices. made_host: the host came with the node, and goes with it. removed_by: the operation that takes it away.
      `create table gluster_node (
        id text primary key,
        cluster text not null references gluster_cluster (id),
        host text not null unique references host (id),
        zone integer not null check (zone >= 1),
        storage_hostname text not null unique,
        manage_hostnames ${json} not null,
        storage_hostnames ${json} not null,
        tags ${json} not null default '{}',
        state text not null check (state in ('adding', 'online', 'offline', 'failed')),
        made_host integer not null default 0 check (made_host in (0, 1)),
        removed_by text
      )${strict}`,
      'create index gluster_node_cluster on gluster_node (cluster, id)',
      // All names of all nodes: no two nodes of any clusters share one of the same kind.
      `create table gluster_hostname (
        kind text not null check (kind in ('manage', 'storage')),
        name text not null,
        node text not null references gluster_node (id),
        primary key (kind, name)
      )${strict}`,
      'create index gluster_hostname_node on gluster_hostname (node)',
      // used_kib is the other sum: it changes in the batches that change brick rows, and what is left of
      // total_kib guards them. total_kib comes from the host, and may shrink below what is used.
      `create table gluster_device (
        id text primary key,
        node text not null references gluster_node (id),
        name text not null,
        kind text not null check (kind in ('lvm-thin', 'file')),
        state text not null check (state in ('adding', 'online', 'offline', 'failed')),
        total_kib ${bigint} not null check (total_kib >= 0),
        used_kib ${bigint} not null default 0 check (used_kib >= 0),
        extent_kib integer not null check (extent_kib > 0),
        pv_uuid text,
        paths ${json} not null default '[]',
        tags ${json} not null default '{}',
        removed_by text,
        unique (node, name),
        unique (node, pv_uuid)
      )${updated}`,
      // request is text so that whoever made a volume gets it back to the byte: jsonb sorts the keys.
      `create table gluster_volume (
        id text primary key,
        project text not null default 'default',
        cluster text not null references gluster_cluster (id),
        name text not null,
        size_gib integer not null check (size_gib > 0),
        durability ${json} not null,
        gid integer not null check (gid >= 0),
        snapshot_factor real check (snapshot_factor between 1 and 100),
        options ${json} not null,
        zones text not null check (zones in ('strict', 'none')),
        gluster_id text,
        state text not null check (state in ('creating', 'ready', 'deleting')),
        operation text,
        request text,
        unique (name, cluster)
      )${strict}`,
      // Lists show what is ready and nothing else.
      "create index gluster_volume_ready on gluster_volume (id) where state = 'ready'",
      "create index gluster_volume_cluster on gluster_volume (cluster, id) where state = 'ready'",
      "create index gluster_volume_project on gluster_volume (project, id) where state = 'ready'",
      // joining: takes the place of one that is leaving. debris: of no volume, and still on its host.
      `create table gluster_brick (
        id text primary key,
        volume text references gluster_volume (id),
        device text not null references gluster_device (id),
        set_index integer not null check (set_index >= 0),
        position integer not null check (position >= 0),
        role text not null check (role in ('data', 'arbiter')),
        size_kib ${bigint} not null check (size_kib > 0),
        pool_kib ${bigint} not null check (pool_kib >= 0),
        metadata_kib ${bigint} not null check (metadata_kib >= 0),
        charged_kib ${bigint} not null check (charged_kib >= 0),
        gid integer not null check (gid >= 0),
        path text not null,
        state text not null check (state in ('creating', 'ready', 'joining', 'leaving', 'deleting', 'debris')),
        operation text,
        check (volume is not null or state = 'debris')
      )${strict}`,
      // One brick at each place of a volume, and any that join. Not a partial index, which reads by volume could not use.
      `create unique index gluster_brick_place on gluster_brick
        (volume, set_index, position, (case when state = 'joining' then id else '' end))`,
      // With the volume, so that what a volume has on a device is found without reading the other bricks of the device.
      'create index gluster_brick_device on gluster_brick (device, volume)',
    ],
  },
  {
    name: '0101-g1-add-rebalances',
    statements: ({ bigint, strict }) => [
      // The last one of a volume that Hostreeve has asked for. since_ms: of the state; seen_at_ms: of the numbers.
      `create table gluster_rebalance (
        volume text primary key references gluster_volume (id) on delete cascade,
        state text not null check (state in ('running', 'completed', 'stopped', 'failed', 'not-started')),
        reason text,
        files ${bigint} not null default 0,
        bytes ${bigint} not null default 0,
        scanned ${bigint} not null default 0,
        failures ${bigint} not null default 0,
        skipped ${bigint} not null default 0,
        since_ms ${bigint} not null,
        seen_at_ms ${bigint} not null
      )${strict}`,
      "create index gluster_rebalance_running on gluster_rebalance (seen_at_ms) where state = 'running'",
    ],
  },
  {
    name: '0102-g1-add-snapshots',
    statements: ({ bigint, strict }) => [
      // pool, lv: of what Gluster made of a snapshot; null: by the id of the brick. A brick whose lv is null and whose pool
      // is not has still to be made by Gluster.
      'alter table gluster_brick add column pool text',
      'alter table gluster_brick add column lv text',
      'create index gluster_brick_pool on gluster_brick (pool, device) where pool is not null',
      // stem: what the names of its logical volumes begin with. bricks: how many the volume had; by position they are the
      // first ones of its bricks, since none is replaced while there are snapshots.
      `create table gluster_snapshot (
        id text primary key,
        cluster text not null references gluster_cluster (id),
        volume text not null references gluster_volume (id),
        name text not null,
        gluster_id text,
        stem text,
        size_gib integer not null check (size_gib > 0),
        bricks integer not null check (bricks > 0),
        created_at_ms ${bigint} not null,
        state text not null check (state in ('creating', 'ready', 'restoring', 'deleting')),
        operation text,
        unique (name, cluster)
      )${strict}`,
      'create index gluster_snapshot_volume on gluster_snapshot (volume, id)',
    ],
  },
  {
    name: '0104-g1-add-drift',
    statements: ({ bigint, json, strict, updated }) => [
      // When a cluster was examined, and who does it now: a claim with a lease, since it takes minutes.
      `create table gluster_examination (
        cluster text primary key references gluster_cluster (id) on delete cascade,
        examined_at_ms ${bigint},
        is_asked integer not null default 0 check (is_asked in (0, 1)),
        claim integer not null default 0,
        lease_until_ms ${bigint} not null default 0
      )${updated}`,
      // What is different now. Events tell when it came and went.
      `create table gluster_finding (
        id text primary key,
        cluster text not null references gluster_cluster (id) on delete cascade,
        project text not null,
        code text not null,
        severity text not null check (severity in ('critical', 'warning', 'info')),
        subject text not null,
        objects ${json} not null,
        found text not null,
        details ${json} not null,
        is_repairable integer not null check (is_repairable in (0, 1)),
        first_seen_ms ${bigint} not null,
        last_seen_ms ${bigint} not null,
        unique (cluster, code, subject)
      )${strict}`,
      // era: the one in which all bricks of the node were mounted last. No row refers to what may be gone meanwhile.
      `create table gluster_node_look (
        node text primary key,
        cluster text not null references gluster_cluster (id) on delete cascade,
        era text not null
      )${strict}`,
      `create table gluster_device_look (
        device text primary key,
        cluster text not null references gluster_cluster (id) on delete cascade,
        data_percent real not null,
        metadata_percent real not null
      )${strict}`,
      // entries: what bricks have to give to others; unknown_bricks could not be asked.
      `create table gluster_heal_look (
        volume text primary key,
        cluster text not null references gluster_cluster (id) on delete cascade,
        entries ${bigint} not null,
        unknown_bricks integer not null,
        seen_at_ms ${bigint} not null
      )${strict}`,
      'create index gluster_heal_look_cluster on gluster_heal_look (cluster)',
      // Made by others than us: of an adopted volume. It takes nothing of its device, and its data are not removed.
      'alter table gluster_brick add column is_foreign integer not null default 0 check (is_foreign in (0, 1))',
    ],
  },
  {
    name: '0105-g1-add-placement-rules',
    // What the bricks of a volume were chosen by beside its zones, so that later ones are chosen likewise.
    statements: ({ json }) => [`alter table gluster_volume add column placement ${json} not null default '{}'`],
  },
  {
    name: '0107-g1-add-brick-order',
    statements: () => [
      // 0: which bricks make a set has still to be learnt from Gluster; the places of its bricks are made up.
      `alter table gluster_volume add column bricks_ordered integer not null default 1
        check (bricks_ordered in (0, 1))`,
    ],
  },
  {
    name: '0103-g1-add-block-volumes',
    statements: ({ json, updated }) => [
      // block: it holds block volumes and no files of others. What is free in it is its size less what they take and what
      // is kept for itself: derived, never stored.
      'alter table gluster_volume add column block integer not null default 0 check (block in (0, 1))',
      `alter table gluster_volume add column restriction text check (restriction in ('locked', 'locked-by-update'))`,
      'create index gluster_volume_hosting on gluster_volume (cluster, id) where block = 1',
      // It takes the larger of size_gib and growing_gib; usable_gib is less where hosts did not follow an expansion. gbid:
      // gluster-block's own id of it. The password is in the vault.
      `create table gluster_block_volume (
        id text primary key,
        project text not null default 'default',
        cluster text not null references gluster_cluster (id),
        hosting text not null references gluster_volume (id),
        name text not null,
        size_gib integer not null check (size_gib > 0),
        usable_gib integer not null check (usable_gib >= 0),
        growing_gib integer check (growing_gib >= size_gib),
        ha_count integer not null check (ha_count > 0),
        hosts ${json} not null default '[]',
        auth integer not null check (auth in (0, 1)),
        gbid text,
        state text not null check (state in ('creating', 'ready', 'deleting')),
        operation text,
        unique (hosting, name)
      )${updated}`,
      "create index gluster_block_volume_ready on gluster_block_volume (id) where state = 'ready'",
      "create index gluster_block_volume_cluster on gluster_block_volume (cluster, id) where state = 'ready'",
      "create index gluster_block_volume_project on gluster_block_volume (project, id) where state = 'ready'",
    ],
  },
  {
    name: '0108-g1-add-unfinished',
    statements: ({ bigint, updated }) => [
      // What another system had under way when its inventory was taken over. Rows of volumes, bricks and block volumes that
      // it holds name it as their operation. add_gib: what an expansion was to add. operation: what resolves it now.
      `create table gluster_unfinished (
        id text primary key,
        project text not null default 'default',
        kind text not null,
        created_at_ms ${bigint} not null,
        add_gib integer check (add_gib > 0),
        operation text
      )${updated}`,
      'create index gluster_unfinished_project on gluster_unfinished (project, id)',
    ],
  },
  {
    name: '0110-g1-add-list-indexes',
    statements: () => [
      // What an operation holds, and what a record of something unfinished does: few rows of many.
      'create index gluster_volume_operation on gluster_volume (operation) where operation is not null',
      'create index gluster_brick_operation on gluster_brick (operation) where operation is not null',
      'create index gluster_block_volume_operation on gluster_block_volume (operation) where operation is not null',
      "create index gluster_block_volume_name on gluster_block_volume (name, id) where state = 'ready'",
      'create index gluster_finding_project on gluster_finding (project, id)',
      'create index gluster_finding_severity on gluster_finding (severity, id)',
      // That of the volume, which never changes: one project's are found without looking at the volumes of all.
      "alter table gluster_snapshot add column project text not null default 'default'",
      `update gluster_snapshot
        set project = (select project from gluster_volume volume where volume.id = gluster_snapshot.volume)`,
      "create index gluster_snapshot_project on gluster_snapshot (project, id) where state = 'ready'",
    ],
  },
];
