import type { StepContext } from '../../../kernel/operations/index.ts';
import type { Batch } from '../../../kernel/store/index.ts';

/**
 * Writes rows that nothing can refuse.
 *
 * @throws what ends this server's work on the operation, and {TypeError} for rows that break a rule of the table
 */
export async function writeRows(context: StepContext, batch: Batch): Promise<void> {
  const outcome = await context.write(batch);
  if (outcome.kind === 'refused') throw new TypeError(`the rows of a command were refused (${outcome.reason})`);
}
