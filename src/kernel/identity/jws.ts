/** A token in parts, not verified yet. */
export interface Jws {
  readonly alg: unknown;
  readonly claims: HeketiClaims;
  /** What the signature is over. */
  readonly signed: string;
  readonly signature: Buffer | undefined;
}

/** Times in whole seconds since 1970; 0 and the empty text stand for what is not there, as in the original. */
export interface HeketiClaims {
  readonly iss: string;
  readonly qsh: string;
  readonly exp: number;
  readonly iat: number;
  readonly nbf: number;
}

export type JwsOutcome =
  | { readonly kind: 'read'; readonly jws: Jws }
  | { readonly kind: 'malformed'; readonly text: string };

const NUMBERS = ['exp', 'iat', 'nbf'] as const;
const TEXTS = ['iss', 'qsh', 'aud', 'sub', 'jti'] as const;
const INT64_BOUND = 2 ** 63;

/** A number with its digits, because `1.0` is no integer to the original and JSON.parse does not tell it from `1`. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Takes a compact JWS apart as strictly as Heketi does. `text` says what is wrong in the words of Go's decoder, as far
 * as those do not depend on its version.
 */
export function readJws(token: string): JwsOutcome {
  const parts = token.split('.');
  const [header, claims, signature] = parts;
  if (parts.length !== 3 || header === undefined || claims === undefined || signature === undefined)
    return malformed('token contains an invalid number of segments');
  const headerFields = readObject(header, 'map[string]interface {}');
  if (typeof headerFields === 'string') return malformed(headerFields);
  const claimFields = readObject(claims, 'middleware.HeketiJwtClaims');
  if (typeof claimFields === 'string') return malformed(claimFields);
  const heketiClaims = readClaims(claimFields);
  if (typeof heketiClaims === 'string') return malformed(heketiClaims);
  const signatureBytes = decodeBase64(signature);
  return {
    kind: 'read',
    jws: {
      alg: headerFields['alg'],
      claims: heketiClaims,
      signed: `${header}.${claims}`,
      signature: typeof signatureBytes === 'number' ? undefined : signatureBytes,
    },
  };
}

const malformed = (text: string): JwsOutcome => ({ kind: 'malformed', text });

/** @returns the fields, or what is wrong */
function readObject(segment: string, goType: string): Readonly<Record<string, unknown>> | string {
  const bytes = decodeBase64(segment);
  if (typeof bytes === 'number') return `illegal base64 data at input byte ${bytes}`;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'), keepDigits as (key: string, value: unknown) => unknown);
  } catch {
    // The parser's own sentence quotes what it read, which may be anything.
    return bytes.length === 0 ? 'unexpected end of JSON input' : 'invalid character in JSON';
  }
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof Digits)
    return `json: cannot unmarshal ${goKind(value)} into Go value of type ${goType}`;
  return value as Readonly<Record<string, unknown>>;
}

function keepDigits(_: string, value: unknown, context: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new Digits(context.source ?? '') : value;
}

/** @returns the claims, or what is wrong */
function readClaims(fields: Readonly<Record<string, unknown>>): HeketiClaims | string {
  const read = { iss: '', qsh: '', aud: '', sub: '', jti: '', exp: 0, iat: 0, nbf: 0 };
  for (const [key, value] of Object.entries(fields)) {
    // compat(heketi): Go's decoder takes a field's name in any case.
    const name = key.toLowerCase();
    const number = NUMBERS.find((known) => known === name);
    const text = TEXTS.find((known) => known === name);
    if (value === null) continue;
    if (number !== undefined) {
      const seconds = wholeNumber(value);
      if (seconds === undefined) return wrongType(value, number, 'int64');
      read[number] = seconds;
    } else if (text !== undefined) {
      if (typeof value !== 'string') return wrongType(value, text, 'string');
      read[text] = value;
    }
  }
  return read;
}

function wholeNumber(value: unknown): number | undefined {
  if (!(value instanceof Digits) || !/^-?\d+$/.test(value.text)) return undefined;
  const number = Number(value.text);
  return Math.abs(number) < INT64_BOUND ? number : undefined;
}

function wrongType(value: unknown, field: string, goType: 'int64' | 'string'): string {
  const found = value instanceof Digits && goType === 'int64' ? `number ${value.text.slice(0, 40)}` : goKind(value);
  return `json: cannot unmarshal ${found} into Go struct field HeketiJwtClaims.${field} of type ${goType}`;
}

function goKind(value: unknown): string {
  if (value instanceof Digits) return 'number';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** @returns the bytes, or the index of the first character that is wrong; Buffer itself skips over those. */
function decodeBase64(text: string): Buffer | number {
  const wrong = text.search(/[^A-Za-z0-9_-]/);
  if (wrong >= 0) return wrong;
  return text.length % 4 === 1 ? text.length : Buffer.from(text, 'base64url');
}
