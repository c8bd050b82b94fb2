import { auditStatement } from '../../../kernel/audit/index.ts';
import { outboxStatement } from '../../../kernel/events/index.ts';
import type { Batch, Row, Statement } from '../../../kernel/store/index.ts';
import type { CredentialKeeper } from '../credentials.ts';
import { errors } from '../errors.ts';
import type { By, ChangeParts } from '../inventory/make-change.ts';
import { importStatements } from './import-statements.ts';
import type { ImportedInventory } from './imported-inventory.ts';
import { type ImportView, planImport } from './plan-import.ts';

export interface ImportOptions {
  /** Looks whether it can be, and keeps nothing. */
  readonly isTrial: boolean;
  /** Of sshd on hosts that are not known yet. */
  readonly sshPort: number;
  /** What is kept of where it comes from, in the record of who did what. */
  readonly source: object;
  /** Rows of whoever imports, in the same batch. */
  readonly alongside: Batch;
}

/**
 * Takes an inventory over, all of it or nothing, in one batch.
 *
 * @param parts `vault` is where the passwords of block volumes go, and is opened where there are some
 * @throws INVENTORY_IMPORT_REFUSED with everything that is in the way
 */
export async function importInventory(
  parts: ChangeParts & { readonly newId: () => string; readonly vault: () => Promise<CredentialKeeper> },
  by: By,
  inventory: ImportedInventory,
  { isTrial, sshPort, source, alongside }: ImportOptions,
): Promise<void> {
  const { store, clock, newId, vault } = parts;
  const plan = planImport(await readImportView(parts), inventory, newId);
  if (plan.kind === 'refused') throw errors.INVENTORY_IMPORT_REFUSED({ problems: plan.problems });
  if (isTrial) return;
  const atMs = clock.now();
  const { project, principal: who, from } = by;
  const counts = Object.fromEntries(Object.entries(inventory).map(([kind, things]) => [kind, things.length]));
  const body = { ...source, ...counts };
  const told = inventory.clusters.map(({ id }) =>
    outboxStatement({ topic: 'cluster.created', project, subject: id, body: {}, atMs }),
  );
  const hasPasswords = inventory.blockVolumes.some(({ password }) => password !== undefined);
  const keeper = hasPasswords ? await vault() : undefined;
  const outcome = await store.write([
    ...importStatements(inventory, { project, hosts: plan.hosts, sshPort, nowMs: atMs, keeper }),
    ...alongside,
    auditStatement({ who, action: 'inventory.import', on: `project/${project}`, result: 'done', from, atMs, body }),
    ...told,
  ]);
  if (outcome.kind === 'refused') {
    const problem = `somebody changed the inventory meanwhile (statement ${outcome.statement}: ${outcome.reason})`;
    throw errors.INVENTORY_IMPORT_REFUSED({ problems: [problem] });
  }
}

const SELECTS: readonly Statement[] = [
  `select id from gluster_cluster union all select id from gluster_node union all select id from gluster_device
    union all select id from gluster_volume union all select id from gluster_brick
    union all select id from gluster_block_volume`,
  'select kind, name, node from gluster_hostname',
  `select host.id, host.name, node.id as node from host left join gluster_node node on node.host = host.id`,
  `select address.host as id, address.address as name, node.id as node from host_address address
    left join gluster_node node on node.host = address.host`,
].map((sql) => ({ sql, values: [] }));

async function readImportView({ store }: ChangeParts): Promise<ImportView> {
  const [ids = [], hostnames = [], hosts = [], addresses = []] = await store.readTogether(SELECTS);
  const hostOf = (row: Row) =>
    [
      String(row['name']),
      { id: String(row['id']), node: row['node'] === null ? undefined : String(row['node']) },
    ] as const;
  return {
    ids: new Set(ids.map((row) => String(row['id']))),
    hostnames: new Map(hostnames.map((row) => [`${String(row['kind'])} ${String(row['name'])}`, String(row['node'])])),
    hosts: new Map([...addresses.map(hostOf), ...hosts.map(hostOf)]),
  };
}
