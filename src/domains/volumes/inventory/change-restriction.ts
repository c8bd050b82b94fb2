import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { blockSpaceOf, offeredGib, offeredGibSql, takenGibSql } from '../block-space.ts';
import { errors } from '../errors.ts';
import { type By, type ChangeParts, makeChange } from './make-change.ts';

/**
 * Whether a hosting volume takes new block volumes (contract heketi-api §9.6). One that is unlocked must have room for
 * what it keeps for itself.
 *
 * @throws VOLUME_NOT_FOUND, VOLUME_NOT_HOSTING, VOLUME_UNLOCK_NO_SPACE
 */
export async function setRestriction(parts: ChangeParts, by: By, id: string, to: 'locked' | null): Promise<void> {
  const decide = (row: Row | undefined) => {
    if (row === undefined) throw errors.VOLUME_NOT_FOUND({ volume: id });
    if (row['block'] !== 1) throw errors.VOLUME_NOT_HOSTING({ volume: id });
    const from = row['restriction'] as string | null;
    if (from === to) return undefined;
    const [sizeGib, takenGib] = [Number(row['size_gib']), Number(row['taken_gib'])];
    const { freeGib, reservedGib } = blockSpaceOf(sizeGib, takenGib);
    const neededGib = sizeGib - offeredGib(sizeGib);
    if (to === null && reservedGib < neededGib)
      throw errors.VOLUME_UNLOCK_NO_SPACE({ volume: id, neededGib, freeGib: freeGib + reservedGib });
    return {
      action: to === null ? 'volume.unlock' : 'volume.lock',
      topic: 'volume.changed',
      subject: ['volume', id] as const,
      project: String(row['project']),
      body: { cluster: String(row['cluster']), restriction: to },
      statements: [
        {
          sql: `update gluster_volume set restriction = $1
            where id = $2 and block = 1 and state = 'ready' and coalesce(restriction, '') = $3`,
          values: [to, id, from ?? ''],
          changes: 1,
        },
        // Nothing comes into a locked one, but what is in it may be growing.
        ...(to === null
          ? [
              {
                sql: `select 1 as one from gluster_volume volume where volume.id = $1
                  and ${offeredGibSql('volume.size_gib')} >= ${takenGibSql('volume.id')}`,
                values: [id],
                changes: 1,
              },
            ]
          : []),
      ],
    };
  };
  await makeChange(parts, by, (reader) => hostingRow(reader, id), decide);
}

async function hostingRow(reader: Reader, id: string): Promise<Row | undefined> {
  const [row] = await reader.read({
    sql: `select volume.project, volume.cluster, volume.size_gib, volume.block, volume.restriction,
        ${takenGibSql('volume.id')} as taken_gib
      from gluster_volume volume where volume.id = $1 and volume.state = 'ready'`,
    values: [id],
  });
  return row;
}
