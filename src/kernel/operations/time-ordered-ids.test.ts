import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { timeOrderedIds } from './time-ordered-ids.ts';

it('gives ids of 32 hex digits that grow with time and differ within it', () => {
  let now = Date.UTC(2026, 0, 1);
  const newId = timeOrderedIds({ now: () => now }, randomBytes);
  const first = newId();
  const same = newId();
  now += 1;
  const later = newId();
  for (const id of [first, same, later]) expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(first).not.toBe(same);
  expect(later > first && later > same).toBe(true);
});
