import { defineProgram, words } from '../../../../kernel/remote/index.ts';
import { child, children, type GlusterRefusal, glusterXml, readReply, textOf, type XmlElement } from './gluster-xml.ts';

export interface PoolMember {
  readonly uuid: string;
  /** The host that was asked calls itself `localhost`. */
  readonly name: string;
  /** All names under which it was probed. */
  readonly names: readonly string[];
  readonly isConnected: boolean;
}

export function isNamed({ name, names }: PoolMember, peer: string): boolean {
  return name === peer || names.includes(peer);
}

/** It answers when glusterd runs, with or without systemd (DECISIONS, "namespace hosts"). */
export const poolList = defineProgram({
  name: 'gluster pool list',
  grammar: glusterXml(words('pool', 'list')),
  parse: (result): { readonly kind: 'members'; readonly members: readonly PoolMember[] } | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind !== 'answered') return reply;
    return {
      kind: 'members',
      members: children(child(reply.output, 'peerStatus'), 'peer').map((peer) => ({
        uuid: textOf(peer, 'uuid'),
        name: textOf(peer, 'hostname'),
        names: namesOf(peer),
        isConnected: textOf(peer, 'connected') === '1',
      })),
    };
  },
});

function namesOf(peer: XmlElement): readonly string[] {
  const all = child(peer, 'hostnames')['hostname'];
  const list: readonly unknown[] = Array.isArray(all) ? all : [all];
  const names = list.filter((name) => typeof name === 'string');
  return names.length === 0 ? [textOf(peer, 'hostname')] : names;
}
