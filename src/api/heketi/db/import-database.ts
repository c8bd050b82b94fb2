import { createHash } from 'node:crypto';
import { type By, type CredentialKeeper, importInventory } from '../../../domains/volumes/index.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Store } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import { readDocument } from './read-document.ts';
import { takeOver, type TakenOver } from './take-over.ts';
import { insertUnfinished } from './unfinished.ts';

export interface ImportParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Where the passwords of block volumes go; opened where there are some. */
  readonly vault: () => Promise<CredentialKeeper>;
}

export interface ImportOptions {
  /** Reports, and keeps nothing. */
  readonly isTrial: boolean;
  /** Takes it also where entries do not go together: links count as the child has them, what hangs on nothing is left out. */
  readonly mayRepair: boolean;
  /** Passes over attributes that no known version of Heketi writes. */
  readonly mayBeNewer: boolean;
  /** Of sshd on hosts that are not known yet. */
  readonly sshPort: number;
}

export interface ImportReport {
  readonly sha256: string;
  readonly clusters: number;
  readonly nodes: number;
  readonly devices: number;
  readonly volumes: number;
  readonly bricks: number;
  readonly blockVolumes: number;
  /** Operations that were under way there: they wait for a person. */
  readonly unfinished: readonly string[];
  readonly inconsistencies: readonly string[];
  readonly repairs: readonly string[];
  /** Devices of which something else is used than the file says: no fault, but worth a look at LVM. */
  readonly recounts: readonly string[];
}

/**
 * Takes over what `heketi db export` or `heketi-cli db dump` wrote: all of it or nothing, with all ids.
 *
 * @throws HEKETI_EXPORT_INVALID, HEKETI_EXPORT_INCONSISTENT, INVENTORY_IMPORT_REFUSED
 */
export async function importDatabase(
  parts: ImportParts,
  by: By,
  text: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const { isTrial, mayRepair, mayBeNewer, sshPort } = options;
  const read = readDocument(text);
  if (read.kind === 'invalid') throw errors.HEKETI_EXPORT_INVALID({ problems: read.problems });
  const taken = takeOver(read.document, { mayBeNewer });
  if (taken.problems.length > 0) throw errors.HEKETI_EXPORT_INVALID({ problems: taken.problems });
  const report = reportOf(taken, createHash('sha256').update(text).digest('hex'));
  if (report.inconsistencies.length > 0 && !mayRepair && !isTrial)
    throw errors.HEKETI_EXPORT_INCONSISTENT({ found: report.inconsistencies });
  await importInventory(parts, by, taken.inventory, {
    isTrial,
    sshPort,
    source: { format: 'heketi', sha256: report.sha256, bytes: Buffer.byteLength(text), repairs: report.repairs.length },
    alongside: taken.pending.map(insertUnfinished),
  });
  return report;
}

function reportOf({ inventory, pending, inconsistencies, repairs, recounts }: TakenOver, sha256: string): ImportReport {
  return {
    sha256,
    clusters: inventory.clusters.length,
    nodes: inventory.nodes.length,
    devices: inventory.devices.length,
    volumes: inventory.volumes.length,
    bricks: inventory.bricks.length,
    blockVolumes: inventory.blockVolumes.length,
    unfinished: pending.map(({ Id }) => Id),
    inconsistencies,
    repairs,
    recounts,
  };
}
