import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';
import { type GlusterRefusal, readReply, timeLimit } from './gluster-xml.ts';

/**
 * Sends the self-heal daemons over all that bricks owe each other, at once; without it they go every ten minutes. It is
 * asked without `--xml`, which it does not know: the exit code says how it ended [recorded].
 */
export const volumeHeal = defineProgram({
  name: 'gluster volume heal',
  grammar: sequence(words('gluster', '--mode=script'), timeLimit, words('volume', 'heal'), word('name')),
  parse: (result): { readonly kind: 'begun' } | GlusterRefusal => {
    if (result.code === 0) return { kind: 'begun' };
    const reply = readReply({ ...result, stderr: result.stderr.replace(/^Launching heal operation .*:\s*/, '') });
    return reply.kind === 'answered' ? { kind: 'begun' } : reply;
  },
});
