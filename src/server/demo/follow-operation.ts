import type { Engine, Operation } from '../../kernel/operations/index.ts';
import type { Timer } from '../../kernel/timer.ts';

const LOOK_MS = 25;

/** What a person is told while an operation runs. */
export interface OperationListener {
  /** Why it is done this way; at each plan. */
  readonly onReasons?: (reasons: readonly string[]) => void;
  readonly onStep?: (step: EndedStep) => void;
}

/** One that ended well, failed, or was taken back. */
export interface EndedStep {
  readonly title: string;
  readonly end: 'done' | 'failed' | 'undone';
  /** From its last start. */
  readonly tookMs: number;
}

const ENDS = {
  'step-succeeded': 'done',
  'step-failed': 'failed',
  'step-undone': 'undone',
} as const;

/** Tells what happens to an operation as it happens, until it ends or is stuck. @throws OPERATION_NOT_FOUND */
export async function followOperation(
  { engine, timer }: { readonly engine: Engine; readonly timer: Timer },
  id: string,
  { onReasons, onStep }: OperationListener,
): Promise<Operation> {
  const titles = new Map<string, string>();
  const startedAt = new Map<string, number>();
  let after = 0;
  for (;;) {
    const operation = await engine.get(id);
    // Before the log: a step that is in the log was known to the progress that was read before or is known now.
    for (const step of (await engine.progress(id)).stage?.steps ?? []) titles.set(step.key, step.title);
    const events = await engine.log(id, after);
    for (const { number, atMs, event } of events) {
      after = number;
      if (event.type === 'planned' && event.reasons.length > 0) onReasons?.(event.reasons);
      if (event.type === 'step-started' || event.type === 'step-undo-started') startedAt.set(event.step, atMs);
      if (event.type === 'step-succeeded' || event.type === 'step-failed' || event.type === 'step-undone') {
        const title = titles.get(event.step) ?? event.step;
        onStep?.({ title, end: ENDS[event.type], tookMs: atMs - (startedAt.get(event.step) ?? atMs) });
      }
    }
    const isOver = operation.head.endedAtMs !== undefined || operation.head.state === 'stuck';
    if (isOver && events.length === 0) return operation;
    if (!isOver) await timer.sleep(LOOK_MS);
  }
}
