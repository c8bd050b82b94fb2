import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findingCodes, findingId } from './finding.ts';

it('has a line for each finding on the page for operators, with its severity and whether it is repaired', () => {
  const page = readFileSync('docs/operating/drift.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (critical|warning|info) \| [^|]+ \| ([^|]+) \|$/gm)];
  const listed = rows.map(([, code, severity, repair = '']) => [
    code,
    { severity, isRepaired: repair.trim() !== '-' && !repair.includes('adoption') },
  ]);
  const known = Object.entries(findingCodes).map(([code, facts]) => [
    code,
    { severity: facts.severity, isRepaired: 'repair' in facts },
  ]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(known));
});

it('has one id for one difference, and another for the same in another cluster', () => {
  const found = { code: 'volume-stopped', subject: 'v' } as const;
  expect(findingId('a', found)).toBe(findingId('a', { ...found }));
  expect(new Set([findingId('a', found), findingId('b', found), findingId('a', { ...found, subject: 'w' })]).size).toBe(
    3,
  );
});
