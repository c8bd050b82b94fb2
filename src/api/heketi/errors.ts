import { type CodedError, defineErrors } from '../../kernel/errors.ts';
import { howMany } from '../../kernel/how-many.ts';
import { ADMIN_ONLY, BUSY, ID_NOT_FOUND, IN_USE, Refusal } from './refusal.ts';

export const errors = defineErrors({
  HEKETI_KEYS_MISSING: {
    status: 500,
    retry: 'never',
    when: 'The Heketi API was to be served with authentication, and a key of its tokens is missing.',
    remedy: 'Set `heketi.adminKey` and `heketi.userKey` (in heketi.json: `jwt.admin.key` and `jwt.user.key`).',
    text: () => 'Missing JWT information in config file',
  },
  HEKETI_BUSY: {
    status: 429,
    retry: 'backoff',
    when: 'As many operations are under way as the Heketi API takes at a time.',
    remedy: 'Try again later, or raise `heketi.maxInflightOperations`.',
    text: (e: { most: number }) => `${e.most} operations are under way`,
  },
  HEKETI_EXPORT_INVALID: {
    status: 422,
    retry: 'never',
    when: 'A file was to be taken over as the database of Heketi, and it is none, or has what cannot be taken over.',
    remedy: 'Write it anew with `heketi db export`, or mend what the problems name.',
    text: (e: { problems: readonly string[] }) =>
      `this is no database of Heketi to take over: ${e.problems.join('; ')}`,
  },
  HEKETI_EXPORT_INCONSISTENT: {
    status: 409,
    retry: 'never',
    when: 'Entries of the database of Heketi that was to be taken over do not go together.',
    remedy: 'Read what `--dry-run` says would be left out, and take it over with `--repair`.',
    text: (e: { found: readonly string[] }) =>
      `${howMany(e.found.length, 'inconsistency', 'inconsistencies')}, the first: ${e.found[0]}`,
  },
});

type Told = readonly [status: number, text: (fields: Readonly<Record<string, unknown>>) => string];

const notFound: Told = [404, () => ID_NOT_FOUND];
const busy: Told = [429, () => BUSY];
const inUse: Told = [409, () => IN_USE];

/** What our errors are called in Heketi's world: contract heketi-api §1.6, §9. Others keep their status and sentence. */
const told: Readonly<Record<string, Told>> = {
  CLUSTER_NOT_FOUND: notFound,
  NODE_NOT_FOUND: notFound,
  DEVICE_NOT_FOUND: notFound,
  VOLUME_NOT_FOUND: notFound,
  BRICK_NOT_FOUND: notFound,
  BLOCK_VOLUME_NOT_FOUND: notFound,
  // A block hosting volume on its way: contract heketi-api §3.
  BLOCK_HOSTING_BUSY: busy,
  VOLUME_HAS_BLOCK_VOLUMES: [409, () => 'Cannot delete a block hosting volume containing block volumes'],
  CLUSTER_NOT_EMPTY: [
    409,
    ({ cluster }) => `Unable to delete cluster [${String(cluster)}] because it contains volumes and/or nodes`,
  ],
  NODE_NOT_EMPTY: [409, ({ node }) => `Unable to delete node [${String(node)}] because it contains devices`],
  // compat(heketi): Q13, the body ends with two lines' ends.
  NODE_NAME_TAKEN: [
    409,
    ({ hostname, node }) => `Hostname ${String(hostname)} already used by node with id ${String(node)}\n`,
  ],
  DEVICE_NOT_EMPTY: [409, ({ device }) => `Unable to delete device [${String(device)}] because it contains bricks`],
  DEVICE_NOT_FAILED: [400, ({ device }) => `device: ${String(device)} is not in failed state`],
  DEVICE_NAME_TAKEN: [409, ({ device }) => `Device already in use (ID: ${String(device)})`],
  DEVICE_IN_USE: [409, ({ device }) => `Device already in use (ID: ${String(device)})`],
  VOLUME_BUSY: inUse,
  NODE_BUSY: inUse,
  DEVICE_BUSY: inUse,
  GLUSTERD_NOT_RUNNING: [
    400,
    ({ node }) =>
      node === 'new' ? "New Node doesn't have glusterd running" : 'None of the nodes in cluster has glusterd running',
  ],
  FORBIDDEN: [401, () => ADMIN_ONLY],
  HEKETI_BUSY: busy,
  OPERATION_QUEUE_FULL: busy,
  OPERATION_CONTENDED: busy,
};

/** A coded error as Heketi would tell it. */
export function refusalOf(error: CodedError): Refusal {
  const [status, text] = told[error.code] ?? [error.status, () => error.message];
  return new Refusal(status, text(error.fields));
}
