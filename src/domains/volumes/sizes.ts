/** Sizes are whole KiB inside, and GiB in requests. */
export const KIB_PER_GIB = 1_048_576;

/** For sentences: `12.5 GiB`. */
export function inGib(kib: number): string {
  return `${Math.floor((kib / KIB_PER_GIB) * 100) / 100} GiB`;
}
