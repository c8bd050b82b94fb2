import { errors } from '../http/index.ts';

/** A time as this API writes it: RFC 3339 in UTC, to the millisecond. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * Milliseconds since 1970 of a time whose form the schema has checked; it lets leap seconds through, which nothing here
 * can stand for.
 *
 * @throws REQUEST_NOT_VALID
 */
export function timeIn(part: 'body' | 'query', name: string, text: string): number {
  const ms = Date.parse(text.toUpperCase());
  if (Number.isNaN(ms)) {
    throw errors.REQUEST_NOT_VALID({ part, problems: [{ at: `/${name}`, message: 'is no time of this calendar' }] });
  }
  return ms;
}
