import type { RunResult } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, type GlusterReply, readReply } from './gluster-xml.ts';

/** Why a command about snapshots was not carried out. */
export type SnapshotRefusal =
  | GlusterRefusal
  | { readonly kind: 'no-snapshot' }
  /** The host that was asked has no LVM, so its glusterd can do nothing about snapshots. */
  | { readonly kind: 'no-lvm' }
  /** A brick of the volume does not lie on a thin logical volume. */
  | { readonly kind: 'not-thin'; readonly reason: string }
  /** The volume has as many snapshots as it may have. */
  | { readonly kind: 'too-many'; readonly reason: string };

export function readSnapshotReply(
  result: RunResult,
): Extract<GlusterReply, { readonly kind: 'answered' }> | SnapshotRefusal {
  const reply = readReply(result);
  if (reply.kind !== 'refused') return reply;
  const { reason } = reply;
  if (reason.includes('snapshot functionality is disabled')) return { kind: 'no-lvm' };
  // The second one is what a clone says.
  if (/^(Snapshot \(?\S+?\)? does not exist|Failed to find :\S+ snap$)/.test(reason)) return { kind: 'no-snapshot' };
  if (/^Volume \(.*\) does not exist/.test(reason)) return { kind: 'no-volume' };
  if (reason.includes('supported only for thin provisioned LV')) return { kind: 'not-thin', reason };
  if (reason.includes('effective maximum limit')) return { kind: 'too-many', reason };
  return reply;
}
