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
  | { readonly kind: 'malformed'; readonly isCutOff: boolean };

/**
 * Parses one JSON text, with its numbers as they were written. What is wrong with a text is not told in the parser's own
 * words: they quote it, and a password may be in it.
 */
export function parseExactJson(text: string): ExactOutcome {
  try {
    return { kind: 'parsed', value: JSON.parse(text, keepNumber as Reviver) as ExactJson };
  } catch (error) {
    return { kind: 'malformed', isCutOff: isCutOff(text, (error as Error).message) };
  }
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
