import type { Call, HostSession } from '../../../kernel/remote/index.ts';
import { errors } from '../errors.ts';
import { carriedOut } from './carried-out.ts';
import { glusterCommands, type GlusterReach } from './gluster-commands.ts';
import { snapshotActivate } from './programs/snapshot-activate.ts';
import { snapshotClone } from './programs/snapshot-clone.ts';
import { snapshotCreate } from './programs/snapshot-create.ts';
import { snapshotDeactivate } from './programs/snapshot-deactivate.ts';
import { snapshotDelete } from './programs/snapshot-delete.ts';
import { type GlusterSnapshot, snapshotInfo } from './programs/snapshot-info.ts';
import type { SnapshotRefusal } from './programs/snapshot-reply.ts';
import { snapshotRestore } from './programs/snapshot-restore.ts';

/**
 * Gluster's snapshots, through the CLI of one host of the pool. All but the look must run under the cluster's `glusterd`
 * lock. All throw GLUSTER_DOWN and GLUSTER_REFUSED.
 */
export interface SnapshotDriver {
  find(name: string): Promise<GlusterSnapshot | undefined>;
  /** Throws SNAPSHOT_IMPOSSIBLE and SNAPSHOT_LIMIT_REACHED too. */
  create(name: string, volume: string, description: string): Promise<void>;
  activate(name: string): Promise<void>;
  deactivate(name: string): Promise<void>;
  /** Makes a volume of an active snapshot. */
  clone(name: string, volume: string): Promise<void>;
  /** The volume must not run. */
  restore(name: string, volume: string): Promise<void>;
  /** One that is not there counts as deleted. */
  remove(name: string, volume: string): Promise<void>;
}

export function snapshotsOn(host: HostSession, reach: GlusterReach = {}): SnapshotDriver {
  const { call, options } = glusterCommands(reach);

  const done = <Output extends { readonly kind: string }>(
    made: Call<unknown>,
    volume: string,
    output: Output | SnapshotRefusal,
  ): Output => {
    switch (output.kind) {
      case 'no-lvm':
        // Another host of the pool may have it.
        throw errors.GLUSTER_REFUSED({
          program: made.name,
          volume,
          reason: `there is no LVM on ${host.id}`,
          host: host.id,
        });
      case 'not-thin':
      case 'too-many': {
        const { reason } = output as Extract<SnapshotRefusal, { kind: 'not-thin' | 'too-many' }>;
        throw output.kind === 'not-thin'
          ? errors.SNAPSHOT_IMPOSSIBLE({ volume, reason })
          : errors.SNAPSHOT_LIMIT_REACHED({ volume, reason });
      }
      case 'no-snapshot':
        throw errors.GLUSTER_REFUSED({ program: made.name, volume, reason: 'there is no such snapshot' });
      default:
        return carriedOut({ host, members: reach.members ?? {} }, made, volume, output as Output);
    }
  };

  const change = async (volume: string, made: Call<{ readonly kind: string } | SnapshotRefusal>): Promise<void> => {
    done(made, volume, await host.change(made, options));
  };

  return {
    find: async (name) => {
      const look = call(snapshotInfo, { name });
      const output = await host.read(look, options);
      if (output.kind === 'no-snapshot') return undefined;
      const { snapshots } = done(look, name, output);
      return snapshots.find((snapshot) => snapshot.name === name);
    },
    create: (name, volume, description) => change(volume, call(snapshotCreate, { name, volume, description })),
    activate: (name) => change(name, call(snapshotActivate, { name })),
    deactivate: (name) => change(name, call(snapshotDeactivate, { name })),
    clone: (name, volume) => change(volume, call(snapshotClone, { volume, name })),
    restore: (name, volume) => change(volume, call(snapshotRestore, { name })),
    remove: async (name, volume) => {
      const made = call(snapshotDelete, { name });
      const output = await host.change(made, options);
      if (output.kind !== 'no-snapshot') done(made, volume, output);
    },
  };
}
