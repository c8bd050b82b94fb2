import type { Candidate } from './candidates.ts';
import { chargeOf } from './accounting.ts';

/**
 * Candidates in columns, so that ten thousand of them are looked at in some microseconds. A domain is what may have one
 * brick of a set: a node, or with strict zones a zone. Devices, domains and zones are known by their index.
 */
export interface DeviceTable {
  readonly candidates: readonly Candidate[];
  /** By device. */
  readonly freeKib: Float64Array;
  readonly totalKib: Float64Array;
  readonly domainOf: Int32Array;
  readonly zoneOf: Int32Array;
  /** Devices that take the same for a brick are of one class. */
  readonly classOf: Uint16Array;
  readonly domains: number;
  readonly zones: number;
  /** What a brick takes of a device, by class. */
  readonly charges: (sizeKib: number, snapshotFactor: number) => Float64Array;
}

export function deviceTable(candidates: readonly Candidate[], zones: 'strict' | 'none'): DeviceTable {
  const count = candidates.length;
  const freeKib = new Float64Array(count);
  const totalKib = new Float64Array(count);
  const domainOf = new Int32Array(count);
  const zoneOf = new Int32Array(count);
  const classOf = new Uint16Array(count);
  const nodeIndex = indexer();
  const zoneIndex = indexer();
  const classIndex = indexer();
  const classes: Candidate[] = [];
  candidates.forEach((candidate, index) => {
    freeKib[index] = candidate.freeKib;
    totalKib[index] = candidate.totalKib;
    const zone = zoneIndex.of(candidate.zone);
    zoneOf[index] = zone;
    domainOf[index] = zones === 'strict' ? zone : nodeIndex.of(candidate.node);
    const known = classIndex.of(candidate.kind === 'file' ? 'file' : candidate.extentKib);
    classOf[index] = known;
    classes[known] ??= candidate;
  });
  return {
    candidates,
    freeKib,
    totalKib,
    domainOf,
    zoneOf,
    classOf,
    domains: zones === 'strict' ? zoneIndex.count() : nodeIndex.count(),
    zones: zoneIndex.count(),
    charges: (sizeKib, snapshotFactor) =>
      Float64Array.from(classes, (device) => chargeOf(sizeKib, snapshotFactor, device).chargedKib),
  };
}

function indexer(): { of(key: string | number): number; count(): number } {
  const known = new Map<string | number, number>();
  return {
    of: (key) => {
      const found = known.get(key);
      if (found !== undefined) return found;
      known.set(key, known.size);
      return known.size - 1;
    },
    count: () => known.size,
  };
}
