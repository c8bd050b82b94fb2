import { expect, it } from 'vitest';
import type { OperationId } from '../../kernel/operations/index.ts';
import { createKnownEntries } from './known-entries.ts';

it('known entries of the queue are forgotten when they are told, and the oldest of very many', () => {
  const known = createKnownEntries();
  const entry = { issuer: 'admin', operation: 'op' as OperationId, collection: 'volumes' };
  for (let number = 0; number <= 10_000; number += 1) known.set(`${number}`, entry);
  expect([known.get('0'), known.get('1'), known.get('10000')]).toEqual([undefined, entry, entry]);
  known.delete('1');
  expect(known.get('1')).toBeUndefined();
});
