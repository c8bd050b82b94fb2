import { distance } from 'fastest-levenshtein';
import { actions } from './actions.ts';
import { errors } from './errors.ts';

const MOST_PATTERNS = 100;
/** A name that is further away is not what was meant. */
const MOST_WRONG = 3;

/** Every pattern that gives something. One that gives nothing is a mistake, and a right that its giver counts on. */
const known: ReadonlySet<string> = new Set([
  '*',
  ...Object.keys(actions),
  ...Object.keys(actions).flatMap((action) => {
    const [resource, verb] = action.split('.');
    return [`${resource}.*`, `*.${verb}`];
  }),
]);

/**
 * The patterns of a new role, each once.
 *
 * @throws ROLE_ACTION_UNKNOWN, ROLE_ACTIONS_INVALID
 */
export function checkPatterns(patterns: readonly string[]): readonly string[] {
  const kept = [...new Set(patterns)];
  if (kept.length === 0) throw errors.ROLE_ACTIONS_INVALID({ problem: 'a role needs at least one action' });
  for (const pattern of kept) {
    if (!known.has(pattern))
      throw errors.ROLE_ACTION_UNKNOWN({ action: pattern.slice(0, 64), nearest: nearest(pattern) });
  }
  if (kept.length > MOST_PATTERNS)
    throw errors.ROLE_ACTIONS_INVALID({ problem: `a role has at most ${MOST_PATTERNS} actions` });
  return kept;
}

function nearest(wrong: string): string | undefined {
  // The distance is dear for long texts, and none of them is near.
  const start = wrong.slice(0, 64).toLowerCase();
  const [best] = [...known]
    .map((name) => ({ name, wrong: distance(start, name) }))
    .toSorted((a, b) => a.wrong - b.wrong);
  return best !== undefined && best.wrong <= MOST_WRONG ? best.name : undefined;
}
