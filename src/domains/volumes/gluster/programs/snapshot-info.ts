import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { child, children, glusterXml, textOf, type XmlElement } from './gluster-xml.ts';
import { readSnapshotReply, type SnapshotRefusal } from './snapshot-reply.ts';

/** A snapshot as glusterd knows it. */
export interface GlusterSnapshot {
  readonly name: string;
  readonly glusterId: string;
  readonly description: string;
  /** What the names of its logical volumes begin with, and the folder of its mounts has as its name. */
  readonly stem: string;
  readonly isActive: boolean;
  /** The name of the volume that it was taken of. */
  readonly volume: string;
}

export const snapshotInfo = defineProgram({
  name: 'gluster snapshot info',
  grammar: glusterXml(sequence(words('snapshot', 'info'), word('name'))),
  parse: (result): { readonly kind: 'snapshots'; readonly snapshots: readonly GlusterSnapshot[] } | SnapshotRefusal => {
    const reply = readSnapshotReply(result);
    if (reply.kind !== 'answered') return reply;
    const snapshots = children(child(child(reply.output, 'snapInfo'), 'snapshots'), 'snapshot').map(readSnapshot);
    return { kind: 'snapshots', snapshots };
  },
});

function readSnapshot(snapshot: XmlElement): GlusterSnapshot {
  const bricks = child(snapshot, 'snapVolume');
  return {
    name: textOf(snapshot, 'name'),
    glusterId: textOf(snapshot, 'uuid'),
    description: textOf(snapshot, 'description'),
    stem: textOf(bricks, 'name'),
    isActive: textOf(bricks, 'status') === 'Started',
    volume: textOf(child(bricks, 'originVolume'), 'name'),
  };
}
