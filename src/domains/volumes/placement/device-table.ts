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
  /** 1 where a device takes such bricks of sets with an arbiter. */
  readonly takesData: Uint8Array;
  readonly takesArbiter: Uint8Array;
  readonly domains: number;
  readonly zones: number;
  /** The devices of each domain, the roomiest first. Made once, when it is first asked for. */
  readonly devicesIn: () => readonly (readonly number[])[];
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
  const takesData = new Uint8Array(count);
  const takesArbiter = new Uint8Array(count);
  const nodeIndex = indexer();
  const zoneIndex = indexer();
  const classIndex = indexer();
  const classes: Candidate[] = [];
  candidates.forEach((candidate, index) => {
    freeKib[index] = candidate.freeKib;
    totalKib[index] = candidate.totalKib;
    if (candidate.takesData) takesData[index] = 1;
    if (candidate.takesArbiter) takesArbiter[index] = 1;
    const zone = zoneIndex.of(candidate.zone);
    zoneOf[index] = zone;
    domainOf[index] = zones === 'strict' ? zone : nodeIndex.of(candidate.node);
    const known = classIndex.of(candidate.kind === 'file' ? 'file' : candidate.extentKib);
    classOf[index] = known;
    classes[known] ??= candidate;
  });
  const domains = zones === 'strict' ? zoneIndex.count() : nodeIndex.count();
  let devicesIn: readonly (readonly number[])[] | undefined;
  return {
    candidates,
    freeKib,
    totalKib,
    domainOf,
    zoneOf,
    classOf,
    takesData,
    takesArbiter,
    domains,
    zones: zoneIndex.count(),
    devicesIn: () => {
      devicesIn ??= devicesByDomain(domains, domainOf, freeKib);
      return devicesIn;
    },
    charges: (sizeKib, snapshotFactor) =>
      Float64Array.from(classes, (device) => chargeOf(sizeKib, snapshotFactor, device).chargedKib),
  };
}

/** The roomiest of a domain comes first, since it may do for all that is placed there. */
function devicesByDomain(domains: number, domainOf: Int32Array, freeKib: Float64Array): readonly (readonly number[])[] {
  const devicesIn: number[][] = Array.from({ length: domains }, () => []);
  for (let device = 0; device < freeKib.length; device += 1) {
    const devices = devicesIn[domainOf[device] ?? 0];
    const roomiest = devices?.[0];
    if (devices !== undefined && roomiest !== undefined && (freeKib[device] ?? 0) > (freeKib[roomiest] ?? 0)) {
      devices[0] = device;
      devices.push(roomiest);
    } else devices?.push(device);
  }
  return devicesIn;
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
