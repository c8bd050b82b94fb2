import { defineErrors } from '../kernel/errors.ts';
import { visible } from './output.ts';

/** What commands that talk to a server can fail with, besides what the server refuses. */
export const errors = defineErrors({
  CLI_SERVER_SILENT: {
    status: 503,
    retry: 'backoff',
    when: 'A command found no server where it looked for one.',
    remedy: 'Start one by `hostreeve serve`, or name the right one by `--server` or `HOSTREEVE_SERVER`.',
    text: (e: { server: string; reason: string }) =>
      `no server answers at ${e.server} (${visible(e.reason)}); start one by 'hostreeve serve', or name it by --server or HOSTREEVE_SERVER`,
  },
  CLI_ANSWER_LOST: {
    status: 503,
    retry: 'reread',
    when: 'The connection was lost after a command had sent its request, and asking again might do it twice.',
    remedy: 'Look whether it was done, then call the command again if it was not.',
    text: (e: { server: string; reason: string }) =>
      `the answer of ${e.server} was lost (${visible(e.reason)}): what was asked for may have been done; look before you try again`,
  },
  CLI_ANSWER_STRANGE: {
    status: 502,
    retry: 'never',
    when: 'What answered a command is no Hostreeve, or a proxy answered in its place.',
    remedy: 'Check `--server` or `HOSTREEVE_SERVER`: scheme, name and port, without a path.',
    text: (e: { server: string; status: number }) =>
      `what answers at ${e.server} does not speak this API (status ${e.status}); check --server or HOSTREEVE_SERVER`,
  },
  CLI_REFUSED: {
    status: 400,
    retry: 'never',
    when: 'The server refused what a command asked for. Its own code stands behind the sentence.',
    remedy: 'Look up that code on this page.',
    text: (e: { detail: string; code: string; hint: string }) =>
      `${visible(e.detail)} (${e.code})${e.hint === '' ? '' : `; ${e.hint}`}`,
  },
  CLI_TOKEN_UNREADABLE: {
    status: 401,
    retry: 'never',
    when: 'The file that `--token-file` names, or the `admin-token` of `--data`, cannot be read or holds no token.',
    remedy: 'Name a file that holds a token and nothing else, and that you may read.',
    text: (e: { file: string; reason: string }) => `no token can be read from ${e.file}: ${e.reason}`,
  },
  CLI_NAME_UNKNOWN: {
    status: 404,
    retry: 'never',
    when: 'Nothing that one may see has the name or id that was given to a command.',
    remedy: 'List what there is, such as by `hostreeve volume list`.',
    text: (e: { what: string; name: string }) =>
      `there is no ${e.what} '${visible(e.name)}'; 'hostreeve ${e.what} list' shows what there is`,
  },
  CLI_NAME_AMBIGUOUS: {
    status: 409,
    retry: 'never',
    when: 'Several things have the name that was given to a command.',
    remedy: 'Give the id of the one that is meant.',
    text: (e: { what: string; name: string; ids: readonly string[] }) =>
      `there are ${e.ids.length} of the name '${visible(e.name)}': give the id of a ${e.what}: ${e.ids.join(', ')}`,
  },
  CLI_CLUSTER_UNSAID: {
    status: 400,
    retry: 'never',
    when: 'A command needs a cluster, none was named, and there is none or more than one.',
    remedy: 'Name one by `--cluster`, or make the first one by `hostreeve cluster create`.',
    text: (e: { clusters: readonly string[] }) =>
      e.clusters.length === 0
        ? "there is no cluster yet; make one by 'hostreeve cluster create'"
        : `there are several clusters; name one by --cluster: ${e.clusters.join(', ')}`,
  },
  CLI_INPUT_INVALID: {
    status: 400,
    retry: 'never',
    when: 'A file that was given to a command cannot be read, or does not have the form that it should have.',
    remedy: 'Correct what the lines name. Nothing was done.',
    text: (e: { problems: readonly { readonly message: string }[] }) =>
      e.problems.map(({ message }) => message).join('; '),
  },
  CLI_OPERATION_NOT_DONE: {
    status: 500,
    retry: 'never',
    when: 'The operation that a command started, and waited for, did not come to a good end.',
    remedy: 'The sentence has what it failed with. `hostreeve operation log` shows what it did.',
    text: (e: { operation: string; kind: string; state: string; reason: string }) =>
      `${e.kind} ${e.state === 'unknown' ? 'ended, and nobody knows how' : `was not done: it is ${e.state}`}${e.reason === '' ? '' : `: ${visible(e.reason)}`}; what it did: hostreeve operation log ${e.operation}`,
  },
});
