import type { Store } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import { compare } from './compare.ts';
import type { Thresholds } from './comparison.ts';
import { type FindingCode, remedyOf, type Severity } from './finding.ts';
import { gather, type GatherParts } from './gather.ts';
import { readStoreView } from './store-view.ts';

/** Where a host differs from the store. */
export interface Difference {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What is there, and what should be. */
  readonly found: string;
  /** What a person does about it. */
  readonly remedy: string;
}

/**
 * Compares the hosts of a cluster with the store, once: for a trial, of which nothing is kept. `examiner.examine` looks
 * twice, learns, and keeps what it found. Changes nothing, on hosts or in the store.
 *
 * @throws CLUSTER_NOT_FOUND; what `signal` was aborted with
 */
export async function compareWithHosts(
  parts: GatherParts & { readonly store: Store; readonly thresholds: Thresholds },
  cluster: string,
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  const view = await readStoreView(parts.store, cluster);
  if (view === undefined) throw errors.CLUSTER_NOT_FOUND({ cluster });
  const { findings } = compare(view, await gather(parts, view, signal), parts.thresholds);
  return findings.map(({ code, severity, found }) => ({ code, severity, found, remedy: remedyOf(code) }));
}
