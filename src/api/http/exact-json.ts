/** A number as it was written: `1.0` is no integer to some of the systems that are spoken here, and `2^53 + 1` is one. */
export class ExactNumber {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

export type ExactJson =
  | string
  | boolean
  | null
  | ExactNumber
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson };

export type ExactOutcome =
  | { readonly kind: 'parsed'; readonly value: ExactJson }
  /** `isCutOff`: nothing is wrong with it but that it ends too early. */
  | { readonly kind: 'malformed'; readonly isCutOff: boolean }
  /** It may be JSON or not: with so many values nobody looks. */
  | { readonly kind: 'too-many'; readonly most: number };

/**
 * Values of one text. Keeping sources costs 2 µs and 150 bytes or more for each value, in one go: half a million, which
 * fit into 1 MiB, held the whole server up for a second.
 */
const MOST_VALUES = 10_000;

/**
 * Parses one JSON text, with its numbers as they were written. What is wrong with a text is not told in the parser's own
 * words: they quote it, and a password may be in it.
 */
export function parseExactJson(text: string): ExactOutcome {
  if (text.length > MOST_VALUES && hasTooManyValues(text)) return { kind: 'too-many', most: MOST_VALUES };
  try {
    return { kind: 'parsed', value: JSON.parse(text, keepNumber as Reviver) as ExactJson };
  } catch (error) {
    return { kind: 'malformed', isCutOff: isCutOff(text, (error as Error).message) };
  }
}

const COMMA = 0x2c;
const BRACKET = 0x5b;
const BRACE = 0x7b;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Counts what a value can begin behind: a comma, a bracket, a brace. Texts count for one, whatever is in them. */
function hasTooManyValues(text: string): boolean {
  let values = 1;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInText) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isInText = false;
    } else if (code === QUOTE) isInText = true;
    else if (code === COMMA || code === BRACKET || code === BRACE) {
      values += 1;
      if (values > MOST_VALUES) return true;
    }
  }
  return false;
}

/** By where the parser stopped: at the end, or before it. */
function isCutOff(text: string, message: string): boolean {
  const position = /at position (?<position>\d+)/.exec(message)?.groups?.['position'];
  return /Unexpected end|Unterminated string/.test(message) || Number(position ?? -1) >= text.length;
}

type Reviver = (key: string, value: unknown) => unknown;

function keepNumber(_: string, value: unknown, context: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new ExactNumber(context.source ?? '') : value;
}
