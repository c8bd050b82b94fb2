/** Of each stream, in UTF-8. */
const KEPT_BYTES = 64 * 1024;

export interface KeptText {
  readonly text: string;
  /** Its end is missing. */
  readonly isCut: boolean;
}

/** The beginning of what a program printed, as both databases take it: PostgreSQL refuses the character zero. */
export function keepText(printed: string): KeptText {
  // No character is shorter than a byte: what is behind so many of them is not even encoded.
  const text = printed.slice(0, KEPT_BYTES).toWellFormed().replaceAll('\0', '\ufffd');
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= KEPT_BYTES) return { text, isCut: text.length < printed.length };
  // `stream` holds back a character whose last bytes were cut off.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return { text: decoder.decode(bytes.subarray(0, KEPT_BYTES), { stream: true }), isCut: true };
}
