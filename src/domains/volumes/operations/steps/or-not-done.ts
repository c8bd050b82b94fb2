import { CodedError } from '../../../../kernel/errors.ts';
import type { Observation } from '../../../../kernel/operations/index.ts';
import { errors } from '../../errors.ts';

/**
 * A look goes to the first host that can be reached. Where its daemon does not run there, or has lost its pool, the next
 * run asks another one.
 */
export async function orNotDone(look: () => Promise<Observation>): Promise<Observation> {
  try {
    return await look();
  } catch (error) {
    const isOfThisHost = [errors.GLUSTER_DOWN, errors.GLUSTER_NOT_IN_POOL, errors.GLUSTER_BLOCK_DOWN].some(({ is }) =>
      is(error),
    );
    if (!isOfThisHost || !(error instanceof CodedError)) throw error;
    return { kind: 'not-done', found: error.message };
  }
}
