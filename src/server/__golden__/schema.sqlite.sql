CREATE TABLE api_token (
        id text primary key,
        principal text not null references principal (id),
        name text not null,
        hash text not null unique,
        prefix text not null,
        created_at_ms integer not null,
        expires_at_ms integer,
        last_used_at_ms integer,
        revoked_at_ms integer
      ) strict;

CREATE INDEX api_token_expires on api_token (expires_at_ms) where expires_at_ms is not null;

CREATE INDEX api_token_principal on api_token (principal, created_at_ms, id);

CREATE INDEX api_token_revoked on api_token (revoked_at_ms) where revoked_at_ms is not null;

CREATE TABLE audit_entry (
        id integer primary key,
        number integer,
        at_ms integer not null,
        who text not null,
        action text not null,
        target text not null,
        result text not null,
        remote text not null,
        body text not null
      ) strict;

CREATE UNIQUE INDEX audit_entry_number on audit_entry (number);

CREATE INDEX audit_entry_target on audit_entry (target, id);

CREATE INDEX audit_entry_unnumbered on audit_entry (id) where number is null;

CREATE INDEX audit_entry_who on audit_entry (who, id);

CREATE TABLE audit_head (
        id integer primary key check (id = 1),
        claim integer not null,
        lease_until_ms integer not null,
        has_key integer not null,
        batches integer not null,
        last_number integer not null,
        last_mac text not null,
        mac text not null
      ) strict;

CREATE TABLE audit_seal (
        batch integer primary key,
        first_number integer not null,
        last_number integer not null,
        entries integer not null,
        marks text not null,
        mac text not null
      ) strict;

CREATE TABLE data_key (
        id integer primary key check (id = 1),
        sealed text not null,
        created_at_ms integer not null
      ) strict;

CREATE TABLE event (
        seq integer primary key,
        outbox_id integer not null,
        at_ms integer not null,
        numbered_at_ms integer not null,
        topic text not null,
        project text not null,
        subject text not null,
        body text not null
      ) strict;

CREATE TABLE event_head (
        id integer primary key check (id = 1),
        claim integer not null,
        lease_until_ms integer not null,
        first_seq integer not null,
        last_seq integer not null
      ) strict;

CREATE TABLE event_outbox (
        id integer primary key,
        at_ms integer not null,
        topic text not null,
        project text not null,
        subject text not null,
        body text not null
      ) strict;

CREATE TABLE fencing_number (number integer not null) strict;

CREATE TABLE gluster_block_volume (
        id text primary key,
        project text not null default 'default',
        cluster text not null references gluster_cluster (id),
        hosting text not null references gluster_volume (id),
        name text not null,
        size_gib integer not null check (size_gib > 0),
        usable_gib integer not null check (usable_gib >= 0),
        growing_gib integer check (growing_gib >= size_gib),
        ha_count integer not null check (ha_count > 0),
        hosts text not null default '[]',
        auth integer not null check (auth in (0, 1)),
        gbid text,
        state text not null check (state in ('creating', 'ready', 'deleting')),
        operation text,
        unique (hosting, name)
      ) strict;

CREATE INDEX gluster_block_volume_cluster on gluster_block_volume (cluster, id) where state = 'ready';

CREATE INDEX gluster_block_volume_name on gluster_block_volume (name, id) where state = 'ready';

CREATE INDEX gluster_block_volume_operation on gluster_block_volume (operation) where operation is not null;

CREATE INDEX gluster_block_volume_project on gluster_block_volume (project, id) where state = 'ready';

CREATE INDEX gluster_block_volume_ready on gluster_block_volume (id) where state = 'ready';

CREATE TABLE gluster_brick (
        id text primary key,
        volume text references gluster_volume (id),
        device text not null references gluster_device (id),
        set_index integer not null check (set_index >= 0),
        position integer not null check (position >= 0),
        role text not null check (role in ('data', 'arbiter')),
        size_kib integer not null check (size_kib > 0),
        pool_kib integer not null check (pool_kib >= 0),
        metadata_kib integer not null check (metadata_kib >= 0),
        charged_kib integer not null check (charged_kib >= 0),
        gid integer not null check (gid >= 0),
        path text not null,
        state text not null check (state in ('creating', 'ready', 'joining', 'leaving', 'deleting', 'debris')),
        operation text, pool text, lv text, is_foreign integer not null default 0 check (is_foreign in (0, 1)),
        check (volume is not null or state = 'debris')
      ) strict;

CREATE INDEX gluster_brick_device on gluster_brick (device, volume);

CREATE INDEX gluster_brick_operation on gluster_brick (operation) where operation is not null;

CREATE UNIQUE INDEX gluster_brick_place on gluster_brick
        (volume, set_index, position, (case when state = 'joining' then id else '' end));

CREATE INDEX gluster_brick_pool on gluster_brick (pool, device) where pool is not null;

CREATE TABLE gluster_cluster (
        id text primary key,
        project text not null default 'default',
        takes_file integer not null default 1 check (takes_file in (0, 1)),
        takes_block integer not null default 1 check (takes_block in (0, 1)),
        volume_count integer not null default 0 check (volume_count >= 0)
      ) strict;

CREATE INDEX gluster_cluster_project on gluster_cluster (project, id);

CREATE TABLE gluster_device (
        id text primary key,
        node text not null references gluster_node (id),
        name text not null,
        kind text not null check (kind in ('lvm-thin', 'file')),
        state text not null check (state in ('adding', 'online', 'offline', 'failed')),
        total_kib integer not null check (total_kib >= 0),
        used_kib integer not null default 0 check (used_kib >= 0),
        extent_kib integer not null check (extent_kib > 0),
        pv_uuid text,
        paths text not null default '[]',
        tags text not null default '{}',
        removed_by text,
        unique (node, name),
        unique (node, pv_uuid)
      ) strict;

CREATE TABLE gluster_device_look (
        device text primary key,
        cluster text not null references gluster_cluster (id) on delete cascade,
        data_percent real not null,
        metadata_percent real not null
      ) strict;

CREATE TABLE gluster_examination (
        cluster text primary key references gluster_cluster (id) on delete cascade,
        examined_at_ms integer,
        is_asked integer not null default 0 check (is_asked in (0, 1)),
        claim integer not null default 0,
        lease_until_ms integer not null default 0
      ) strict;

CREATE TABLE gluster_finding (
        id text primary key,
        cluster text not null references gluster_cluster (id) on delete cascade,
        project text not null,
        code text not null,
        severity text not null check (severity in ('critical', 'warning', 'info')),
        subject text not null,
        objects text not null,
        found text not null,
        details text not null,
        is_repairable integer not null check (is_repairable in (0, 1)),
        first_seen_ms integer not null,
        last_seen_ms integer not null,
        unique (cluster, code, subject)
      ) strict;

CREATE INDEX gluster_finding_project on gluster_finding (project, id);

CREATE INDEX gluster_finding_severity on gluster_finding (severity, id);

CREATE TABLE gluster_heal_look (
        volume text primary key,
        cluster text not null references gluster_cluster (id) on delete cascade,
        entries integer not null,
        unknown_bricks integer not null,
        seen_at_ms integer not null
      ) strict;

CREATE INDEX gluster_heal_look_cluster on gluster_heal_look (cluster);

CREATE TABLE gluster_hostname (
        kind text not null check (kind in ('manage', 'storage')),
        name text not null,
        node text not null references gluster_node (id),
        primary key (kind, name)
      ) strict;

CREATE INDEX gluster_hostname_node on gluster_hostname (node);

CREATE TABLE gluster_node (
        id text primary key,
        cluster text not null references gluster_cluster (id),
        host text not null unique references host (id),
        zone integer not null check (zone >= 1),
        storage_hostname text not null unique,
        manage_hostnames text not null,
        storage_hostnames text not null,
        tags text not null default '{}',
        state text not null check (state in ('adding', 'online', 'offline', 'failed')),
        made_host integer not null default 0 check (made_host in (0, 1)),
        removed_by text
      ) strict;

CREATE INDEX gluster_node_cluster on gluster_node (cluster, id);

CREATE TABLE gluster_node_look (
        node text primary key,
        cluster text not null references gluster_cluster (id) on delete cascade,
        era text not null
      ) strict;

CREATE TABLE gluster_rebalance (
        volume text primary key references gluster_volume (id) on delete cascade,
        state text not null check (state in ('running', 'completed', 'stopped', 'failed', 'not-started')),
        reason text,
        files integer not null default 0,
        bytes integer not null default 0,
        scanned integer not null default 0,
        failures integer not null default 0,
        skipped integer not null default 0,
        since_ms integer not null,
        seen_at_ms integer not null
      ) strict;

CREATE INDEX gluster_rebalance_running on gluster_rebalance (seen_at_ms) where state = 'running';

CREATE TABLE gluster_snapshot (
        id text primary key,
        cluster text not null references gluster_cluster (id),
        volume text not null references gluster_volume (id),
        name text not null,
        gluster_id text,
        stem text,
        size_gib integer not null check (size_gib > 0),
        bricks integer not null check (bricks > 0),
        created_at_ms integer not null,
        state text not null check (state in ('creating', 'ready', 'restoring', 'deleting')),
        operation text, project text not null default 'default',
        unique (name, cluster)
      ) strict;

CREATE INDEX gluster_snapshot_project on gluster_snapshot (project, id) where state = 'ready';

CREATE INDEX gluster_snapshot_volume on gluster_snapshot (volume, id);

CREATE TABLE gluster_unfinished (
        id text primary key,
        project text not null default 'default',
        kind text not null,
        created_at_ms integer not null,
        add_gib integer check (add_gib > 0),
        operation text
      ) strict;

CREATE INDEX gluster_unfinished_project on gluster_unfinished (project, id);

CREATE TABLE gluster_volume (
        id text primary key,
        project text not null default 'default',
        cluster text not null references gluster_cluster (id),
        name text not null,
        size_gib integer not null check (size_gib > 0),
        durability text not null,
        gid integer not null check (gid >= 0),
        snapshot_factor real check (snapshot_factor between 1 and 100),
        options text not null,
        zones text not null check (zones in ('strict', 'none')),
        gluster_id text,
        state text not null check (state in ('creating', 'ready', 'deleting')),
        operation text,
        request text, block integer not null default 0 check (block in (0, 1)), restriction text check (restriction in ('locked', 'locked-by-update')), placement text not null default '{}', bricks_ordered integer not null default 1
        check (bricks_ordered in (0, 1)),
        unique (name, cluster)
      ) strict;

CREATE INDEX gluster_volume_cluster on gluster_volume (cluster, id) where state = 'ready';

CREATE INDEX gluster_volume_hosting on gluster_volume (cluster, id) where block = 1;

CREATE INDEX gluster_volume_operation on gluster_volume (operation) where operation is not null;

CREATE INDEX gluster_volume_project on gluster_volume (project, id) where state = 'ready';

CREATE INDEX gluster_volume_ready on gluster_volume (id) where state = 'ready';

CREATE TABLE heketi_attribute (
        name text primary key,
        value text not null
      ) strict;

CREATE TABLE heketi_pending (
        id text primary key,
        type integer not null,
        created_at_ms integer not null,
        actions text not null
      ) strict;

CREATE TABLE heketi_queue (
        id text primary key,
        issuer text not null check (issuer in ('admin', 'user')),
        operation text references operation (id) on delete cascade,
        collection text,
        outcome text,
        created_at_ms integer not null,
        check ((operation is null) <> (outcome is null))
      ) strict;

CREATE INDEX heketi_queue_created on heketi_queue (created_at_ms) where operation is null;

CREATE INDEX heketi_queue_operation on heketi_queue (operation) where operation is not null;

CREATE TABLE host (
        id text primary key,
        name text not null unique,
        created_at_ms integer not null,
        machine_id text,
        era text,
        checked_at_ms integer
      , moved_by text) strict;

CREATE TABLE host_account (
        host text not null references host (id) on delete cascade,
        purpose text not null default 'default',
        login text not null,
        become text check (become in ('sudo')),
        private_key text,
        password text,
        primary key (host, purpose)
      ) strict;

CREATE TABLE host_address (
        host text not null references host (id) on delete cascade,
        position integer not null check (position >= 0),
        address text not null,
        port integer not null check (port between 1 and 65535),
        primary key (host, position),
        unique (address, port)
      ) strict;

CREATE TABLE host_key (
        host text not null references host (id) on delete cascade,
        fingerprint text not null,
        type text not null,
        line text not null,
        admitted_at_ms integer not null,
        how text not null check (how in ('given', 'accepted', 'first-use')),
        primary key (host, fingerprint)
      ) strict;

CREATE TABLE idempotency_key (
        scope text not null,
        name text not null,
        fingerprint text not null,
        operation text not null references operation (id),
        expires_at_ms integer not null,
        primary key (scope, name)
      ) strict;

CREATE INDEX idempotency_key_expires on idempotency_key (expires_at_ms);

CREATE INDEX idempotency_key_operation on idempotency_key (operation);

CREATE TABLE identity (
        scheme text not null check (scheme in ('heketi-jwt', 'certificate', 'oidc', 'keystone', 'authmanager')),
        issuer text not null,
        subject text not null,
        principal text not null references principal (id),
        primary key (scheme, issuer, subject)
      ) strict;

CREATE INDEX identity_principal on identity (principal);

CREATE TABLE identity_version (
        id integer primary key check (id = 1),
        number integer not null
      ) strict;

CREATE TABLE minion_result (
        operation text not null references operation (id) on delete cascade,
        place integer not null,
        host text not null,
        state text not null
          check (state in ('waiting', 'running', 'done', 'failed', 'unreachable', 'unknown', 'not-sent')),
        code integer,
        reason text,
        elapsed_ms integer,
        ended_at_ms integer,
        stdout text not null default '',
        stdout_cut integer not null default 0 check (stdout_cut in (0, 1)),
        stderr text not null default '',
        stderr_cut integer not null default 0 check (stderr_cut in (0, 1)),
        primary key (operation, place)
      ) strict;

CREATE INDEX minion_result_state on minion_result (operation, state, place);

CREATE TABLE operation (
        id text primary key,
        kind text not null,
        version integer not null,
        project text not null,
        principal text not null,
        parent text references operation (id),
        input text not null,
        state text not null,
        last_event integer not null,
        attempt integer not null,
        created_at_ms integer not null,
        updated_at_ms integer not null,
        ended_at_ms integer,
        next_try_at_ms integer,
        error text,
        result text,
        cancelled_by text,
        owner text,
        claim integer not null
      ) strict;

CREATE TABLE operation_command (
        operation text not null references operation (id),
        number integer not null,
        at_ms integer not null,
        step text not null,
        commands text not null,
        primary key (operation, number, step)
      ) strict;

CREATE INDEX operation_command_at on operation_command (at_ms);

CREATE INDEX operation_created on operation (created_at_ms, id);

CREATE INDEX operation_ended on operation (ended_at_ms) where ended_at_ms is not null;

CREATE TABLE operation_event (
        operation text not null references operation (id),
        number integer not null,
        at_ms integer not null,
        body text not null,
        primary key (operation, number)
      ) strict;

CREATE INDEX operation_open on operation (state, created_at_ms) where ended_at_ms is null;

CREATE INDEX operation_owner on operation (owner) where owner is not null;

CREATE INDEX operation_parent on operation (parent) where parent is not null;

CREATE TABLE operation_plan (
        id text primary key,
        kind text not null,
        version integer not null,
        project text not null,
        principal text not null,
        input text not null,
        plan text not null,
        reasons text not null,
        seed text not null,
        expires_at_ms integer not null
      ) strict;

CREATE INDEX operation_plan_expires on operation_plan (expires_at_ms);

CREATE TABLE password (
        principal text primary key references principal (id),
        hash text not null,
        changed_at_ms integer not null
      ) strict;

CREATE TABLE principal (
        id text primary key,
        kind text not null check (kind in ('person', 'service')),
        name text not null unique,
        state text not null check (state in ('active', 'disabled')),
        created_at_ms integer not null,
        last_seen_at_ms integer
      ) strict;

CREATE TABLE project (
        id text primary key,
        name text not null unique
      ) strict;

CREATE TABLE replica (
        id text primary key,
        since_ms integer not null,
        lease_until_ms integer not null
      ) strict;

CREATE TABLE role (
        name text primary key,
        actions text not null
      ) strict;

CREATE TABLE role_grant (
        principal text not null references principal (id),
        role text not null references role (name),
        project text references project (id)
      ) strict;

CREATE UNIQUE INDEX role_grant_everywhere on role_grant (principal, role) where project is null;

CREATE INDEX role_grant_principal on role_grant (principal);

CREATE INDEX role_grant_role on role_grant (role) where project is null;

CREATE UNIQUE INDEX role_grant_somewhere on role_grant (principal, role, project) where project is not null;

CREATE TABLE "schema_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);

CREATE TABLE "schema_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);

CREATE TABLE secret (
        id text primary key,
        sealed text not null,
        updated_at_ms integer not null
      ) strict;
