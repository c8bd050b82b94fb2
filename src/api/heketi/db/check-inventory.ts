import { type Catalogue, readCatalogue } from '../../../domains/volumes/index.ts';
import type { Statement, Store } from '../../../kernel/store/index.ts';
import { checkDocument, type CheckReport } from './check-document.ts';
import type { PendingEntry } from './document.ts';
import { makeDocument } from './make-document.ts';

/** What may hold rows: whatever is open, of any kind, and what was taken over unfinished. */
const HOLDERS: Statement = {
  sql: `select id from operation where ended_at_ms is null union all select id from gluster_unfinished`,
  values: [],
};

/**
 * Looks whether the inventory goes together, by the rules for Heketi's database and with what the store knows besides:
 * what each brick is charged with, a brick in a folder and one that has another's pool among them, and who may hold what.
 * What an operation is to change is not asked for: it takes hold of it stage by stage.
 *
 * @param pending what the report counts as under way
 */
export async function checkInventory(
  store: Pick<Store, 'readTogether'>,
  pending: readonly PendingEntry[] = [],
): Promise<CheckReport> {
  const { catalogue, holders } = await readWithHolders(store);
  const charges = new Map(catalogue.bricks.map(({ id, chargedKib }) => [id, chargedKib]));
  return checkDocument(makeDocument(catalogue, pending, ''), {
    chargeOf: ({ Info }) => charges.get(Info.id) ?? 0,
    mayHold: (operation) => holders.has(operation),
    holdTheirs: false,
  });
}

/** All of one moment: what begins or ends meanwhile holds nothing that is unexplained. */
async function readWithHolders(
  store: Pick<Store, 'readTogether'>,
): Promise<{ readonly catalogue: Catalogue; readonly holders: ReadonlySet<string> }> {
  const holders = new Set<string>();
  const catalogue = await readCatalogue({
    readTogether: async (statements) => {
      const [open = [], ...answers] = await store.readTogether([HOLDERS, ...statements]);
      for (const row of open) holders.add(String(row['id']));
      return answers;
    },
  });
  return { catalogue, holders };
}
