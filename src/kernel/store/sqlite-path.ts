const SQLITE = 'sqlite:';

/** The file of a store's URL, or undefined where the URL is of PostgreSQL. */
export function sqlitePath(url: string): string | undefined {
  return url.startsWith(SQLITE) ? url.slice(SQLITE.length) : undefined;
}
