import { distance } from 'fastest-levenshtein';

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const lastPart = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/**
 * The known name that a mistyped one most likely means, or undefined when none is near. Case, dots and underscores do
 * not count; a right name in a wrong section is found too, but one in the same section is preferred.
 */
export function nearestName(wrong: string, known: readonly string[]): string | undefined {
  let best: { name: string; cost: number } | undefined;
  for (const name of known) {
    const whole = distance(plain(wrong), plain(name));
    const last = distance(plain(lastPart(wrong)), plain(lastPart(name))) + 0.5;
    const cost = Math.min(whole, last);
    if (best === undefined || cost < best.cost) best = { name, cost };
  }
  const bearable = Math.max(2, Math.floor(plain(lastPart(wrong)).length / 3));
  return best !== undefined && best.cost <= bearable ? best.name : undefined;
}
