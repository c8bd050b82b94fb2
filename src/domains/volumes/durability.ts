/** How a volume's data are kept when bricks are lost (contract heketi-engine §1.5). Kept in the store as it stands here. */
export type Durability =
  /** One copy, spread over the bricks. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'replicate';
      readonly replica: number;
      /** The last brick of each set is an arbiter; `replica` is 3 then, and counts it. Absent: false. */
      readonly arbiter?: boolean;
    }
  | { readonly kind: 'disperse'; readonly data: number; readonly redundancy: number };

/** An arbiter brick holds names and attributes, no data. */
export type BrickRole = 'data' | 'arbiter';

/** Combinations of data and redundancy that Gluster handles well; Heketi takes no others. */
export const DISPERSE_FORMS: readonly { readonly data: number; readonly redundancy: number }[] = [
  { data: 2, redundancy: 1 },
  { data: 4, redundancy: 2 },
  { data: 8, redundancy: 3 },
  { data: 8, redundancy: 4 },
];

/** Bricks of one set: copies of the same data, or parts of the same stripes. */
export function setSizeOf(durability: Durability): number {
  switch (durability.kind) {
    case 'none':
      return 1;
    case 'replicate':
      return durability.replica;
    case 'disperse':
      return durability.data + durability.redundancy;
  }
}

export function hasArbiter(durability: Durability): boolean {
  return durability.kind === 'replicate' && durability.arbiter === true;
}

/** What the brick at a position of a set is: Gluster takes the last one of each for the arbiter. */
export function roleAt(durability: Durability, position: number): BrickRole {
  return hasArbiter(durability) && position === setSizeOf(durability) - 1 ? 'arbiter' : 'data';
}

/** How many bricks of a set hold different data: the size of a set is so many bricks. */
export function dataBricksOf(durability: Durability): number {
  return durability.kind === 'disperse' ? durability.data : 1;
}

/** How many other bricks of a set must be up before one may be replaced (contract heketi-engine §1.5, §2.7). */
export function quorumOf(durability: Durability): number {
  switch (durability.kind) {
    case 'none':
      return 1;
    case 'replicate':
      return durability.replica < 3 ? 1 : Math.floor(durability.replica / 2) + 1;
    case 'disperse':
      return durability.data;
  }
}

export function describeDurability(durability: Durability): string {
  switch (durability.kind) {
    case 'none':
      return 'without copies';
    case 'replicate':
      return hasArbiter(durability)
        ? `${durability.replica - 1} replicas and an arbiter`
        : `${durability.replica} replicas`;
    case 'disperse':
      return `disperse ${durability.data}+${durability.redundancy}`;
  }
}
