/**
 * Sizes as gluster-block prints them: one decimal of the largest unit, so that from a TiB on several sizes have one text.
 * A size that is known is told by its own text; of any other the text alone is left.
 */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** `glusterBlockFormatSize` of its source: of all remainders the last one counts, and C rounds a half to the even digit. */
export function blockSizeText(bytes: number): string {
  let [size, rest, unit] = [bytes, 0, 0];
  while (size >= 1024) {
    rest = size % 1024;
    size = Math.floor(size / 1024);
    unit += 1;
  }
  const tenths = ((size * 1024 + rest) * 10) / 1024;
  const below = Math.floor(tenths);
  const isUp = tenths - below > 0.5 || (tenths - below === 0.5 && below % 2 === 1);
  return `${((below + (isUp ? 1 : 0)) / 10).toFixed(1)} ${UNITS[unit] ?? '?'}`;
}

/**
 * What a text says in whole GiB, rounded down: a client must not be told of more than there is.
 *
 * @param known sizes in GiB that are expected, the likely one first
 * @throws {TypeError} for what is no size
 */
export function blockSizeGib(text: string, known: readonly number[]): number {
  const same = known.find((gib) => blockSizeText(gib * 1024 ** 3) === text);
  if (same !== undefined) return same;
  const { count = '', unit = '' } = /^(?<count>\d+(?:\.\d+)?) (?<unit>[KMGTPE]?i?B)$/.exec(text)?.groups ?? {};
  const power = UNITS.findIndex((each) => each === unit);
  if (count === '' || power === -1) throw new TypeError(`'${text}' is no size`);
  // The text is rounded: by half of its last digit it may say too much.
  const least = power > 3 ? Math.max(Number(count) - 0.05, 0) : Number(count);
  return Math.floor(least * 1024 ** (power - 3));
}
