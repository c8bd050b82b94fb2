import { defineProgram, optional, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { child, children, type GlusterRefusal, glusterXml, readReply, textOf, type XmlElement } from './gluster-xml.ts';

/** A volume as glusterd knows it. */
export interface GlusterVolume {
  readonly name: string;
  readonly glusterId: string;
  readonly status: 'created' | 'started' | 'stopped';
  readonly snapshots: number;
  readonly replica: number;
  readonly arbiters: number;
  readonly disperse: number;
  readonly redundancy: number;
  /** `host:path`; consecutive ones make sets. */
  readonly bricks: readonly { readonly name: string; readonly isArbiter: boolean }[];
  readonly options: Readonly<Record<string, string>>;
}

const STATUS: Readonly<Record<string, GlusterVolume['status']>> = { 0: 'created', 1: 'started', 2: 'stopped' };

/** Of one volume, or of all in the pool. */
export const volumeInfo = defineProgram({
  name: 'gluster volume info',
  grammar: glusterXml(sequence(words('volume', 'info'), optional('only', word('name')))),
  parse: (result): { readonly kind: 'volumes'; readonly volumes: readonly GlusterVolume[] } | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind !== 'answered') return reply;
    const volumes = children(child(child(reply.output, 'volInfo'), 'volumes'), 'volume').map(readVolume);
    return { kind: 'volumes', volumes };
  },
});

function readVolume(volume: XmlElement): GlusterVolume {
  const count = (name: string): number => Number(textOf(volume, name));
  return {
    name: textOf(volume, 'name'),
    glusterId: textOf(volume, 'id'),
    // A status that we do not know is none that anything may be built on.
    status: STATUS[textOf(volume, 'status')] ?? 'stopped',
    snapshots: count('snapshotCount'),
    replica: count('replicaCount'),
    arbiters: count('arbiterCount'),
    disperse: count('disperseCount'),
    redundancy: count('redundancyCount'),
    bricks: children(child(volume, 'bricks'), 'brick').map((brick) => ({
      name: textOf(brick, 'name'),
      isArbiter: textOf(brick, 'isArbiter') === '1',
    })),
    options: Object.fromEntries(
      children(child(volume, 'options'), 'option').map((option) => [textOf(option, 'name'), textOf(option, 'value')]),
    ),
  };
}
