import { allRoutes } from '../../src/api/v2/all-routes.ts';
import { idOf } from './fill.ts';
import { LAST, LAST_NAME, LONG_AGO_MS, LONG_OPERATION } from './records.ts';

/** One question to a list. */
export interface ListCase {
  readonly path: string;
  /** What is asked for, for people. */
  readonly what: string;
  /** What the first page must have. */
  readonly items: 'many' | 'few' | 'any';
  /** What belongs to the one who asks, whoever it is. */
  readonly isOwn: boolean;
}

/** A value of a filter that many rows have, and one that a single row has. */
interface Values {
  readonly many?: string;
  readonly few?: string;
}

/** Every filter of every list; a list or filter that is not here is an error. */
const filters: Readonly<Record<string, Readonly<Record<string, Values>>>> = {
  listOperations: {
    project: { many: 'default', few: 'SMALL' },
    kind: { many: 'volume.create', few: 'volume.delete' },
    state: { many: 'succeeded', few: 'failed' },
    parent: { many: LONG_OPERATION, few: idOf('operation', 1) },
  },
  getOperationLog: {},
  getOperationCommands: {},
  listUnfinished: {},
  // Of what comes first. Pages of events may be empty: each looks at 5,000 only.
  followEvents: {
    topics: { many: 'operation.changed', few: 'volume.created' },
    projects: { many: 'default', few: 'SMALL' },
  },
  listHosts: { name: { few: LAST_NAME } },
  listClusters: {},
  listNodes: { cluster: { many: idOf('cluster', 0), few: LAST } },
  listDevices: { cluster: { many: idOf('cluster', 0), few: LAST }, node: { few: LAST } },
  listVolumes: { cluster: { many: idOf('cluster', 0), few: LAST }, name: { many: 'volume-0', few: LAST_NAME } },
  listSnapshots: { volume: { many: idOf('volume', 0), few: LAST }, name: { many: 'snapshot-0', few: LAST_NAME } },
  listVolumeSnapshots: {},
  listBlockVolumes: {
    cluster: { many: idOf('cluster', 0), few: LAST },
    hosting: { many: idOf('volume', 0), few: LAST },
    name: { many: 'block-0', few: LAST_NAME },
  },
  listFindings: { cluster: { many: idOf('cluster', 0), few: LAST }, severity: { many: 'warning', few: 'critical' } },
  listUsers: { name: { few: LAST_NAME } },
  listUserRoles: {},
  listOwnTokens: {},
  listTokens: {},
  listRoles: {},
  listProjects: {},
  listAudit: {
    who: { many: 'admin', few: 'somebody' },
    action: { many: 'volume.create', few: 'role.grant' },
    on: { few: 'principal/somebody' },
    result: { many: 'done', few: 'failed' },
    since: { many: timeOf(LONG_AGO_MS), few: timeOf(LONG_AGO_MS + 2) },
    until: { many: timeOf(LONG_AGO_MS + 2), few: timeOf(LONG_AGO_MS + 1) },
  },
};

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

const NO_FILTERS: ReadonlySet<string> = new Set(['after', 'limit']);

/**
 * All lists of `/api/v2`, as the table of routes has them, each without a filter and with each of its filters alone.
 *
 * @param project the id of the project with few things
 */
export function listCases(project: string): readonly ListCase[] {
  const params: Readonly<Record<string, string>> = {
    operation: LONG_OPERATION,
    volume: idOf('volume', 0),
    user: idOf('user', 0),
  };
  return listRoutes().flatMap(({ id, path, filters: names }) => {
    const known = filters[id];
    if (known === undefined) throw new Error(`the list ${id} has no case in the bench`);
    const place = `/api/v2${path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')}`;
    const isOwn = path.startsWith('/me/');
    const filtered = names.flatMap((name): readonly ListCase[] => {
      const values = known[name];
      if (values === undefined) throw new Error(`the filter ${name} of ${id} has no case in the bench`);
      return (['many', 'few'] as const).flatMap((items) => {
        const value = values[items];
        if (value === undefined) return [];
        const query = `${name}=${encodeURIComponent(value === 'SMALL' ? project : value)}`;
        return { path: `${place}?${query}`, what: `${path} by ${name}, ${items}`, items, isOwn };
      });
    });
    return [{ path: place, what: path, items: 'many', isOwn }, ...filtered];
  });
}

function listRoutes(): readonly { readonly id: string; readonly path: string; readonly filters: readonly string[] }[] {
  return allRoutes.flatMap(({ id, method, path, query, answers }) => {
    const good = propertiesOf(answers[200]?.body);
    if (method !== 'GET' || !good.includes('items')) return [];
    return { id, path, filters: propertiesOf(query).filter((name) => !NO_FILTERS.has(name)) };
  });
}

/** Of a schema of an object. */
function propertiesOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return [];
  return Object.keys(schema.properties as object);
}
