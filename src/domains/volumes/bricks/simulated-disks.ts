import type { SimulatedHost } from '../../../kernel/remote/index.ts';
import { lvmOf } from './simulated-storage.ts';

/** What a simulated host makes of the paths of its devices. */
export interface DiskOptions {
  /**
   * Every path below which nothing is known is a disk of so many GiB, as Heketi's mock executor has it; without it there
   * are the disks that the host was made with.
   */
  readonly deviceSizeGib?: number;
}

export interface SimulatedDisk {
  readonly bytes: number;
  /** What wipefs names: `xfs`, `gpt`; a physical volume is none of them. */
  readonly signature?: string;
  /** Something holds it open: a mount, the system. */
  readonly isBusy: boolean;
}

const BYTES_PER_GIB = 1024 ** 3;
/** LVM's own metadata, as pvcreate is told, and what aligning takes. */
export const PV_OVERHEAD_KIB = 131_072 + 256;
/** So much more than its size, a disk gives a group of just its size. */
const ROUND_BYTES = (PV_OVERHEAD_KIB + 3840) * 1024;

interface Content {
  signature?: string;
  isBusy?: boolean;
}

/** So many bytes has a disk that gives a group of just this size. */
export function bytesForGroupOf(gib: number): number {
  return gib * BYTES_PER_GIB + ROUND_BYTES;
}

/** By how much disks have grown since the host was made. */
function growths(host: SimulatedHost): Record<string, number> {
  return host.state<Record<string, number>>('disk-growths', {});
}

/** Makes a disk larger, or smaller by a number below nothing, as somebody does who owns the machine below. */
export function growDisk(host: SimulatedHost, path: string, bytes: number): void {
  growths(host)[path] = (growths(host)[path] ?? 0) + bytes;
}

function contents(host: SimulatedHost): Record<string, Content> {
  return host.state<Record<string, Content>>('disk-contents', {});
}

export function findDisk(
  host: SimulatedHost,
  path: string,
  { deviceSizeGib }: DiskOptions = {},
): SimulatedDisk | undefined {
  const isInvented = deviceSizeGib !== undefined && host.files.kindOf(path) === 'absent';
  const made = host.disks[path]?.bytes ?? (isInvented ? bytesForGroupOf(deviceSizeGib) : undefined);
  if (made === undefined) return undefined;
  const { signature, isBusy = false } = contents(host)[path] ?? {};
  return { bytes: made + (growths(host)[path] ?? 0), ...(signature === undefined ? {} : { signature }), isBusy };
}

/** Puts something on a disk, or takes everything off it. For arrangements, and for `wipefs`. */
export function setSignature(host: SimulatedHost, path: string, signature: string | undefined, isBusy = false): void {
  delete contents(host)[path];
  if (signature !== undefined) contents(host)[path] = { signature, isBusy };
}

/** The volume group of a physical volume. */
export function groupOn(host: SimulatedHost, path: string): string | undefined {
  const { groups } = lvmOf(host);
  return Object.keys(groups).find((name) => groups[name]?.device === path);
}
