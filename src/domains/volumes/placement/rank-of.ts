import type { BrickRole } from '../durability.ts';
import type { Candidate } from './candidates.ts';
import { follows, type TagRule } from './placement-rules.ts';

/**
 * Devices of higher rank come first: those that are meant for the role alone (contract heketi-engine §2.5), then those
 * that fulfil more wishes.
 *
 * @param role in sets with an arbiter; undefined in others, where it does not matter what a device is meant for
 */
export function rankOf(
  { tags, takesData, takesArbiter }: Candidate,
  role: BrickRole | undefined,
  prefer: readonly TagRule[] = [],
): number {
  const isMeantForIt = role === 'arbiter' ? !takesData : role === 'data' && !takesArbiter;
  const fulfilled = prefer.filter((rule) => follows(tags, rule)).length;
  return fulfilled + (isMeantForIt ? prefer.length + 1 : 0);
}
