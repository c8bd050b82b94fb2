/** Where a value comes from. `line` counts from 1. */
export type Origin =
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'yaml'; readonly file: string; readonly line: number }
  | { readonly kind: 'heketi-json'; readonly file: string; readonly line: number | undefined; readonly key: string }
  /** `because` says why it is not the one of the table. */
  | { readonly kind: 'default'; readonly because?: string };

/** The origin in words: `flag --listen`, `environment HOSTREEVE_LISTEN`, `hostreeve.yaml:3`, `default`. */
export function describeOrigin(origin: Origin): string {
  if (origin.kind === 'default') return origin.because === undefined ? 'default' : `default ${origin.because}`;
  if (origin.kind === 'flag') return `flag ${origin.flag}`;
  if (origin.kind === 'environment') return `environment ${origin.name}`;
  const place = origin.line === undefined ? origin.file : `${origin.file}:${origin.line}`;
  return origin.kind === 'yaml' ? place : `${place} (${origin.key})`;
}
