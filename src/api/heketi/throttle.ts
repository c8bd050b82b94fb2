import type { CodedError } from '../../kernel/errors.ts';
import type { Statement } from '../../kernel/store/index.ts';
import { errors } from './errors.ts';
import type { HeketiApi } from './parts.ts';

/** The kinds that take one of the slots (contract heketi-api §3); clean-up has slots of its own. */
const TRACKED = [
  'volume.create',
  'volume.expand',
  'volume.clone',
  'volume.delete',
  'block-volume.create',
  'block-volume.delete',
  'block-volume.expand',
  'node.remove',
  'device.remove',
  'brick.evict',
];

/** A stuck one holds no slot: it waits for its next try, or for a person. */
const UNDER_WAY = `from operation where ended_at_ms is null and state in ('queued', 'running', 'undoing')
  and kind in (${TRACKED.map((kind) => `'${kind}'`).join(', ')})`;

/**
 * Refuses what would be one operation too many, before anything else is looked at.
 *
 * @throws HEKETI_BUSY
 */
export async function requireSlot({ store, settings: { maxInflightOperations: most } }: HeketiApi): Promise<void> {
  const [row] = await store.read({ sql: `select count(*) as under_way ${UNDER_WAY}`, values: [] });
  if (Number(row?.['under_way']) >= most) throw errors.HEKETI_BUSY({ most });
}

/** The same in the batch of the submission, for requests that come at once. */
export function slotCondition({ settings: { maxInflightOperations: most } }: HeketiApi): {
  readonly statement: Statement;
  readonly refused: () => CodedError;
} {
  return {
    statement: { sql: `select 1 as room where (select count(*) ${UNDER_WAY}) < $1`, values: [most], changes: 1 },
    refused: () => errors.HEKETI_BUSY({ most }),
  };
}
