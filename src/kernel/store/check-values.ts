import { errors } from './errors.ts';
import type { Statement } from './store.ts';

/**
 * Refuses values that a database cannot take before they reach a queue that others share.
 *
 * @throws STORE_STATEMENT_FAILED
 */
export function checkValues(statements: readonly Statement[]): void {
  for (const { sql, values } of statements) {
    const wrong = values.find((value: unknown) => !isSqlValue(value));
    if (wrong !== undefined) throw errors.STORE_STATEMENT_FAILED({ sql, reason: `a value is of type ${typeof wrong}` });
    if (values.includes(undefined as never)) throw errors.STORE_STATEMENT_FAILED({ sql, reason: 'a value is missing' });
  }
}

function isSqlValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || value instanceof Uint8Array;
}
