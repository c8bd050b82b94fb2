import { defineProgram, numberWith, optional, rest, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { child, type GlusterRefusal, glusterXml, readReply, textOf } from './gluster-xml.ts';

export type VolumeCreated = { readonly kind: 'created'; readonly glusterId: string };

/** Bricks are `host:path`, set by set. */
export const volumeCreate = defineProgram({
  name: 'gluster volume create',
  grammar: glusterXml(
    sequence(
      words('volume', 'create'),
      word('name'),
      optional(
        'replicate',
        sequence(
          words('replica'),
          word('replica', numberWith('')),
          optional('arbiter', sequence(words('arbiter'), word('bricks', numberWith('')))),
        ),
      ),
      optional(
        'disperse',
        sequence(
          words('disperse-data'),
          word('data', numberWith('')),
          words('redundancy'),
          word('redundancy', numberWith('')),
        ),
      ),
      rest('bricks'),
    ),
  ),
  parse: (result): VolumeCreated | GlusterRefusal => {
    const reply = readReply(result);
    if (reply.kind !== 'answered') return reply;
    return { kind: 'created', glusterId: textOf(child(child(reply.output, 'volCreate'), 'volume'), 'id') };
  },
});
