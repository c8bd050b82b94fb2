import type { Reader } from '../../../kernel/operations/index.ts';
import { errors } from '../errors.ts';
import { type By, type Change, type ChangeParts, makeChange } from './make-change.ts';

export type Tags = Readonly<Record<string, string>>;

/** What tags become, of whatever they are when it is made; names and values were looked at before. */
export interface TagChange {
  /** Whether those that `set` does not name go. */
  readonly replaces?: boolean;
  readonly set?: Tags;
  /** Names; those that are not there are passed over, and `set` comes behind. */
  readonly remove?: readonly string[];
  /** How many there may be afterwards. */
  readonly most: number;
}

interface Tagged {
  readonly project: string;
  /** The id of what it belongs to. */
  readonly owner: string;
  /** As the row has it. */
  readonly text: string;
}

/**
 * Contract heketi-api §9.4. It changes the tags and nothing else of the node, and the tags that are there at that very
 * moment: what others change meanwhile stays changed (Q18).
 *
 * @returns the tags as they are then
 * @throws NODE_NOT_FOUND, TAGS_TOO_MANY, INVENTORY_CONTENDED
 */
export function changeNodeTags(parts: ChangeParts, by: By, id: string, change: TagChange): Promise<Tags> {
  return changeTags(parts, by, change, {
    read: async (reader) => {
      const found = await tagged(reader, NODE, id);
      if (found === undefined) throw errors.NODE_NOT_FOUND({ node: id });
      return found;
    },
    table: 'gluster_node',
    about: ({ owner }) => ({
      action: 'node.set-tags',
      topic: 'node.changed',
      subject: ['node', id],
      body: { cluster: owner },
    }),
  });
}

/**
 * The same of a device.
 *
 * @throws DEVICE_NOT_FOUND, TAGS_TOO_MANY, INVENTORY_CONTENDED
 */
export function changeDeviceTags(parts: ChangeParts, by: By, id: string, change: TagChange): Promise<Tags> {
  return changeTags(parts, by, change, {
    read: async (reader) => {
      const found = await tagged(reader, DEVICE, id);
      if (found === undefined) throw errors.DEVICE_NOT_FOUND({ device: id });
      return found;
    },
    table: 'gluster_device',
    about: ({ owner }) => ({
      action: 'device.set-tags',
      topic: 'device.changed',
      subject: ['device', id],
      body: { node: owner },
    }),
  });
}

interface Thing {
  readonly read: (reader: Reader) => Promise<Tagged>;
  readonly table: 'gluster_node' | 'gluster_device';
  readonly about: (found: Tagged) => Pick<Change, 'action' | 'topic' | 'subject' | 'body'>;
}

async function changeTags(parts: ChangeParts, by: By, change: TagChange, { read, table, about }: Thing): Promise<Tags> {
  let after: Tags = {};
  await makeChange(parts, by, read, (found) => {
    const before = JSON.parse(found.text) as Tags;
    after = changedTags(before, change);
    const set = Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name] !== value));
    const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
    if (Object.keys(set).length === 0 && removed.length === 0) return undefined;
    const { subject, body, ...what } = about(found);
    const count = Object.keys(after).length;
    // What was too many before may become fewer.
    if (count > change.most && count > Object.keys(before).length)
      throw errors.TAGS_TOO_MANY({ what: subject[0], id: subject[1], tags: count, most: change.most });
    return {
      ...what,
      subject,
      project: found.project,
      body: { ...body, tags: set, removedTags: removed },
      statements: [
        {
          sql: `update ${table} set tags = $1 where id = $2 and tags = $3 and state <> 'adding'`,
          values: [JSON.stringify(after), subject[1], found.text],
          changes: 1,
        },
      ],
    };
  });
  return after;
}

/** By name; `set` wins over `remove`. */
export function changedTags(before: Tags, { replaces = false, set = {}, remove = [] }: Omit<TagChange, 'most'>): Tags {
  const kept = replaces ? [] : Object.entries(before).filter(([name]) => !remove.includes(name));
  const all = new Map([...kept, ...Object.entries(set)]);
  return Object.fromEntries([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const NODE = `select node.tags, node.cluster as owner, cluster.project
  from gluster_node node join gluster_cluster cluster on cluster.id = node.cluster
  where node.id = $1 and node.state <> 'adding'`;

const DEVICE = `select device.tags, device.node as owner, cluster.project
  from gluster_device device
  join gluster_node node on node.id = device.node
  join gluster_cluster cluster on cluster.id = node.cluster
  where device.id = $1 and device.state <> 'adding'`;

async function tagged(reader: Reader, sql: string, id: string): Promise<Tagged | undefined> {
  const [row] = await reader.read({ sql, values: [id] });
  return row === undefined
    ? undefined
    : { project: String(row['project']), owner: String(row['owner']), text: String(row['tags']) };
}
