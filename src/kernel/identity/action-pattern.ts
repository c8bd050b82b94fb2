import type { Action } from './actions.ts';

/**
 * Whether a pattern of a role gives an action. A pattern is `resource.verb` where either side may be `*`, or `*` alone
 * for everything. Whatever else stands there gives nothing.
 */
export function covers(pattern: string, action: Action): boolean {
  if (pattern === '*' || pattern === action) return true;
  const [resource, verb] = action.split('.');
  return pattern === `${resource}.*` || pattern === `*.${verb}`;
}
