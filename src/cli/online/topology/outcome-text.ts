import type { Outcome } from '../../../../client/index.ts';
import { howMany } from '../../how-many.ts';
import { visible } from '../../output.ts';

const INDENTS = { cluster: '', node: '  ', device: '    ' } as const;
const WORDS = {
  added: 'added',
  there: 'is there already',
  failed: 'FAILED',
  skipped: 'skipped',
  removed: 'removed again',
} as const;

/** A line for an item of a topology. */
export function outcomeText({ kind, name, outcome, note }: Outcome): string {
  const text = `${INDENTS[kind]}${kind} ${name}: ${WORDS[outcome]}${note === undefined ? '' : `: ${note}`}`;
  return `${visible(text)}\n`;
}

/** How many of what, for the end: `added 1 cluster, 3 nodes, 6 devices; 0 were there; 1 failed`. */
export function summaryText(outcomes: readonly Outcome[]): string {
  const count = (outcome: Outcome['outcome'], kind?: Outcome['kind']): number =>
    outcomes.filter((each) => each.outcome === outcome && (kind === undefined || each.kind === kind)).length;
  const added = (['cluster', 'node', 'device'] as const).map((kind) => {
    const number = count('added', kind) - (kind === 'cluster' ? count('removed') : 0);
    return howMany(number, kind);
  });
  return `added ${added.join(', ')}; ${count('there')} were there; ${count('failed') + count('skipped')} failed\n`;
}
