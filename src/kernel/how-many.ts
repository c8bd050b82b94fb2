/**
 * A number with its noun, for sentences that people read: `1 brick`, `3 bricks`.
 *
 * @param plural for a noun that takes more than an s
 */
export function howMany(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
