import { type Client, NoAnswerError, type Schemas, watchOperation } from '../../../client/index.ts';
import type { Progress } from './progress-line.ts';

type Operation = Schemas['Operation'];

/** How long a server may be away while somebody waits; one that is started anew is back long before. */
const AWAY_MS = 120_000;
const ASK_AGAIN_MS = 1_000;

export interface WaitParts {
  readonly client: Client;
  readonly progress: Progress;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Ends the waiting; the operation goes on. */
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/**
 * Waits for the end of an operation. A server that is away meanwhile is waited for too: the operation goes on when it is
 * back.
 *
 * @throws what `signal` was aborted with; {NoAnswerError} when the server stays away
 */
export async function waitForOperation(parts: WaitParts, id: string): Promise<Operation> {
  const { client, progress, now, sleep, signal, tell } = parts;
  let awaySinceMs: number | undefined;
  for (;;) {
    try {
      for await (const operation of watchOperation(client, id, signal)) {
        awaySinceMs = undefined;
        progress.show(operation);
        if (operation.endedAt !== undefined) return operation;
      }
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      if (awaySinceMs === undefined) {
        awaySinceMs = now();
        progress.clear();
        tell(`${error.server} does not answer; waiting for it to come back`);
      } else if (now() - awaySinceMs > AWAY_MS) throw error;
      await sleep(ASK_AGAIN_MS, signal);
    } finally {
      progress.clear();
    }
  }
}
