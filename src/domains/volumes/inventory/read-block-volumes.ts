import { auditStatement } from '../../../kernel/audit/index.ts';
import type { Reader } from '../../../kernel/operations/index.ts';
import type { Secret, Vault } from '../../../kernel/secrets/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { iqnOf } from '../block/programs/gluster-block.ts';
import { credentialId } from '../credentials.ts';
import { errors } from '../errors.ts';
import type { BlockVolumeInfo } from './infos.ts';
import type { By, ChangeParts } from './make-change.ts';
import { type Page, type PageQuery, readPage } from './read-page.ts';

const READY = `select id, project, cluster, hosting, name, size_gib, usable_gib, ha_count, hosts, auth, gbid
  from gluster_block_volume where state = 'ready'`;
const MOST_ROWS = 500;

export interface BlockVolumeQuery extends PageQuery {
  readonly cluster?: string;
  /** The volume that holds it. */
  readonly hosting?: string;
  readonly name?: string;
}

/** How clients log in where a block volume wants it. */
export interface BlockCredentials {
  readonly username: string;
  readonly password: Secret;
}

/** @throws BLOCK_VOLUME_NOT_FOUND, also while it is being made or deleted */
export async function getBlockVolume(reader: Reader, id: string): Promise<BlockVolumeInfo> {
  const [row] = await reader.read({ sql: `${READY} and id = $1`, values: [id] });
  if (row === undefined) throw errors.BLOCK_VOLUME_NOT_FOUND({ blockVolume: id });
  return infoOf(row);
}

/** The ids of all. */
export async function listBlockVolumes(reader: Reader): Promise<readonly string[]> {
  const rows = await reader.read({
    sql: `select id from gluster_block_volume where state = 'ready' order by id`,
    values: [],
  });
  return rows.map((row) => String(row['id']));
}

export async function pageOfBlockVolumes(reader: Reader, query: BlockVolumeQuery): Promise<Page<BlockVolumeInfo>> {
  const { cluster, hosting, name } = query;
  const source = { select: READY, id: 'id', project: 'project', wanted: { cluster, hosting, name }, most: MOST_ROWS };
  const page = await readPage(reader, source, query);
  return { ...page, items: page.items.map(infoOf) };
}

/**
 * Undefined where no login is needed.
 *
 * @throws BLOCK_VOLUME_NOT_FOUND
 */
export async function readCredentials(
  reader: Reader,
  vault: Pick<Vault, 'find'>,
  id: string,
): Promise<BlockCredentials | undefined> {
  const [row] = await reader.read({ sql: `${READY} and id = $1`, values: [id] });
  if (row === undefined) throw errors.BLOCK_VOLUME_NOT_FOUND({ blockVolume: id });
  const password = row['auth'] === 1 ? await vault.find(credentialId(id)) : undefined;
  return password === undefined ? undefined : { username: String(row['gbid']), password };
}

/** The same for a person: who saw a password stands in the audit record, before they see it. */
export async function revealCredentials(
  { store, clock, vault }: ChangeParts & { readonly vault: Pick<Vault, 'find'> },
  { principal, from }: By,
  id: string,
): Promise<BlockCredentials | undefined> {
  const found = await readCredentials(store, vault, id);
  if (found === undefined) return undefined;
  const fact = {
    who: principal,
    action: 'block-volume.reveal',
    on: `block-volume/${id}`,
    result: 'done',
    from,
  } as const;
  await store.write([auditStatement({ ...fact, atMs: clock.now() })]);
  return found;
}

function infoOf(row: Row): BlockVolumeInfo {
  return {
    id: String(row['id']),
    project: String(row['project']),
    cluster: String(row['cluster']),
    hosting: String(row['hosting']),
    name: String(row['name']),
    sizeGib: Number(row['size_gib']),
    usableGib: Number(row['usable_gib']),
    haCount: Number(row['ha_count']),
    hosts: JSON.parse(String(row['hosts'])) as readonly string[],
    auth: row['auth'] === 1,
    iqn: iqnOf(String(row['gbid'])),
  };
}
