const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** What a text says of a span, in milliseconds: `90d`, `12h`. Undefined when it says none. */
export function spanOf(text: string): number | undefined {
  const groups = /^(?<count>\d{1,6})(?<unit>[smhdw])$/.exec(text)?.groups;
  const unitMs = UNITS_MS[groups?.['unit'] ?? ''];
  return unitMs === undefined ? undefined : Number(groups?.['count']) * unitMs;
}

/**
 * What a text says of a moment, in milliseconds since 1970: ISO 8601 as `2026-11-21` or `2026-11-21T19:00:00Z`. Without a
 * zone it is UTC, as all times in the output are. Undefined when it says none.
 */
export function momentOf(text: string): number | undefined {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const parts = /^(?<moment>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(?<zone>Z|[+-]\d{2}:\d{2})?$/.exec(
    text,
  );
  if (!isDate && parts === null) return undefined;
  const moment = parts?.groups?.['moment'] ?? `${text}T00:00`;
  const atMs = Date.parse(`${moment}${parts?.groups?.['zone'] ?? 'Z'}`);
  const dayMs = Date.parse(`${moment.slice(0, 10)}T00:00Z`);
  if (Number.isNaN(atMs) || Number.isNaN(dayMs)) return undefined;
  // The 30th of February was taken for the 2nd of March.
  return new Date(dayMs).toISOString().startsWith(moment.slice(0, 10)) ? atMs : undefined;
}
