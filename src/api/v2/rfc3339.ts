/** A time as this API writes it: RFC 3339 in UTC, to the millisecond. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}

/** Milliseconds since 1970; undefined for what is no time, such as the 30th of February. */
export function parseRfc3339(text: string): number | undefined {
  const found =
    /^(?<day>\d{4}-\d\d-\d\d)[Tt](?<time>\d\d:\d\d:\d\d)(?<part>\.\d{1,9})?(?<zone>[Zz]|[+-]\d\d:\d\d)$/.exec(
      text,
    )?.groups;
  if (found === undefined) return undefined;
  const { day = '', time = '', part = '', zone = '' } = found;
  // Date.parse takes a day that a month does not have for one of the next month.
  const local = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(day)) return undefined;
  const ms = Date.parse(`${day}T${time}${part.slice(0, 4)}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : ms;
}
