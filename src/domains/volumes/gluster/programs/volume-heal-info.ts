import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { child, children, type GlusterRefusal, glusterXml, readReply, textOf } from './gluster-xml.ts';

export interface BrickHealth {
  /** `host:path`. */
  readonly name: string;
  readonly isConnected: boolean;
  /** Entries that other bricks have to get from this one; undefined when the brick could not be asked. */
  readonly entries?: number;
}

/** Bricks that are down come without a name, or with one and `-` as their number: unknown, never 0. */
export const volumeHealInfo = defineProgram({
  name: 'gluster volume heal info',
  grammar: glusterXml(sequence(words('volume', 'heal'), word('name'), words('info'))),
  parse: (result): { readonly kind: 'bricks'; readonly bricks: readonly BrickHealth[] } | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind !== 'answered') return reply;
    const bricks = children(child(child(reply.output, 'healInfo'), 'bricks'), 'brick');
    return {
      kind: 'bricks',
      bricks: bricks
        .map((brick) => ({ brick, name: textOf(brick, 'name'), entries: textOf(brick, 'numberOfEntries') }))
        .filter(({ name }) => name.includes(':/'))
        .map(({ brick, name, entries }) => ({
          name,
          isConnected: textOf(brick, 'status') === 'Connected',
          ...(/^\d+$/.test(entries) ? { entries: Number(entries) } : {}),
        })),
    };
  },
});
