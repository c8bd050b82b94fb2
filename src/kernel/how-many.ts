/**
 * A number with its noun, for sentences that people read: `1 brick`, `3 bricks`.
 *
 * @param noun one that takes an s
 */
export function howMany(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
