import type { DeviceKind } from '../inventory/cluster-view.ts';

/** What a brick takes from its device, in KiB. It is stored with the brick, and exactly this is given back. */
export interface Charge {
  /** Size of the thin pool; 0 on a file device, as in the API. */
  readonly poolKib: number;
  readonly metadataKib: number;
  readonly chargedKib: number;
}

const METADATA_MOST_KIB = 16 * 1_048_576;

/**
 * Contract heketi-engine §1.3. The snapshot factor makes the pool larger than the brick, never the brick itself. On a
 * file device the image has the brick's size and nothing else is taken: there are no snapshots.
 */
export function chargeOf(
  sizeKib: number,
  snapshotFactor: number,
  device: { readonly kind: DeviceKind; readonly extentKib: number },
): Charge {
  if (device.kind === 'file') return { poolKib: 0, metadataKib: 0, chargedKib: sizeKib };
  const poolKib = roundUp(Math.floor(sizeKib * snapshotFactor), device.extentKib);
  // Half a percent, as one division: exact for every size that a pool can have.
  const metadataKib = roundUp(Math.min(Math.floor(poolKib / 200), METADATA_MOST_KIB), device.extentKib);
  return { poolKib, metadataKib, chargedKib: poolKib + metadataKib };
}

/** How many bricks of one charge fit. More must be free than is taken: no device is ever filled to the last block. */
export function bricksThatFit(freeKib: number, chargedKib: number): number {
  return Math.max(0, Math.ceil(freeKib / chargedKib) - 1);
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
