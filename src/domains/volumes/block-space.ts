/**
 * What a block hosting volume offers, and what it keeps for itself (contract heketi-engine §1.8): its size is the sum of
 * its block volumes, of what is free and of what is reserved, all in GiB.
 */
export interface BlockSpace {
  readonly freeGib: number;
  readonly reservedGib: number;
}

/** 98 of a hundred, rounded down. */
export function offeredGib(sizeGib: number): number {
  return sizeGib - Math.ceil((sizeGib * 2) / 100);
}

/**
 * @param takenGib by block volumes; those that came from elsewhere may take more than is offered
 */
export function blockSpaceOf(sizeGib: number, takenGib: number): BlockSpace {
  const freeGib = Math.max(offeredGib(sizeGib) - takenGib, 0);
  return { freeGib, reservedGib: Math.max(sizeGib - takenGib - freeGib, 0) };
}

/** `offeredGib` in SQL, of a column: the division of whole numbers rounds down. */
export function offeredGibSql(sizeGib: string): string {
  return `(${sizeGib} - (${sizeGib} * 2 + 99) / 100)`;
}

/** What the block volumes of a hosting volume take, in SQL. */
export function takenGibSql(hosting: string): string {
  return `(select coalesce(sum(coalesce(growing_gib, size_gib)), 0) from gluster_block_volume where hosting = ${hosting})`;
}
