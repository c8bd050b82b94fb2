import { expect, it } from 'vitest';
import { howMany } from './how-many.ts';

it.each([
  [howMany(1, 'block volume'), '1 block volume'],
  [howMany(0, 'brick'), '0 bricks'],
  [howMany(1, 'entry', 'entries'), '1 entry'],
  [howMany(2, 'entry', 'entries'), '2 entries'],
])('says %s', (said, expected) => {
  expect(said).toBe(expected);
});
