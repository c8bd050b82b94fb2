import type { Route } from './parts.ts';

export type Match =
  | { readonly kind: 'route'; readonly route: Route; readonly id: string }
  /** There is such a path, with other methods. */
  | { readonly kind: 'no-method'; readonly path: string }
  /** It would be one without the slash at its end. */
  | { readonly kind: 'slash'; readonly path: string }
  | { readonly kind: 'none' };

export type Matcher = (method: string, path: string) => Match;

interface Pattern {
  readonly path: string;
  readonly segments: readonly string[];
  readonly methods: ReadonlyMap<string, Route>;
}

const HEX = /^[A-Fa-f0-9]+$/;

/**
 * Finds routes as Heketi does (contract heketi-api §1.3). Paths that are public are no paths for other methods: those
 * fall through to the 404 of an unknown one.
 */
export function createMatcher(routes: readonly Route[]): Matcher {
  const byPath = Map.groupBy(routes, ({ path }) => path);
  const patterns = [...byPath].map(([path, found]): Pattern => {
    const methods = new Map(found.map((route) => [route.method as string, route]));
    if (methods.size < found.length) throw new TypeError(`${path} has two routes of one method`);
    return { path, segments: path.split('/'), methods };
  });
  const byLength = Map.groupBy(patterns, ({ segments }) => segments.length);

  const find = (path: string): { readonly pattern: Pattern; readonly id: string } | undefined => {
    const segments = path.split('/');
    for (const pattern of byLength.get(segments.length) ?? []) {
      let id = '';
      const fits = pattern.segments.every((wanted, index) => {
        const given = segments[index] ?? '';
        if (wanted !== '{id}') return wanted === given;
        id = given;
        return HEX.test(given);
      });
      if (fits) return { pattern, id };
    }
    return undefined;
  };

  return (method, path) => {
    const found = find(path);
    if (found !== undefined) {
      const { pattern, id } = found;
      const route = pattern.methods.get(method);
      if (route !== undefined) return { kind: 'route', route, id };
      return isPublic(pattern) ? { kind: 'none' } : { kind: 'no-method', path: pattern.path };
    }
    if (!path.endsWith('/')) return { kind: 'none' };
    const bare = find(path.slice(0, -1));
    return bare === undefined || isPublic(bare.pattern) ? { kind: 'none' } : { kind: 'slash', path: bare.pattern.path };
  };
}

function isPublic({ methods }: Pattern): boolean {
  return [...methods.values()].every(({ access }) => access === 'public');
}
