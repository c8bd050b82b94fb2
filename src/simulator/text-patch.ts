/** What makes one text of another: at an offset, so many characters go, and these come. */
export type TextPatch = readonly [at: number, removed: number, inserted: string];

export function patchText(text: string, [at, removed, inserted]: TextPatch): string {
  return `${text.slice(0, at)}${inserted}${text.slice(at + removed)}`;
}

/**
 * The one stretch in which two texts differ. Halves are compared as a whole: for a line more in a megabyte that is a
 * hundred times faster than character by character.
 */
export function differenceOf(before: string, after: string): TextPatch {
  const shorter = Math.min(before.length, after.length);
  const same = longest(shorter, (length) => before.slice(0, length) === after.slice(0, length));
  const sameEnd = longest(
    shorter - same,
    (length) => before.slice(before.length - length) === after.slice(after.length - length),
  );
  return [same, before.length - same - sameEnd, after.slice(same, after.length - sameEnd)];
}

/** The greatest length up to a limit for which it holds; what holds for one holds for all that are shorter. */
function longest(limit: number, holds: (length: number) => boolean): number {
  if (holds(limit)) return limit;
  let good = 0;
  let bad = limit;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
