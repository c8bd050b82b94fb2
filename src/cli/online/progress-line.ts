import type { Schemas } from '../../../client/index.ts';
import { shortened } from '../output.ts';
import { elapsedText } from './elapsed-text.ts';
import { progressText, runningSteps } from './operation-text.ts';

type Operation = Schemas['Operation'];

/** Tells how far an operation is while somebody waits for it. */
export interface Progress {
  show(operation: Operation): void;
  /** Time has passed. */
  tick(): void;
  /** Takes the line away, so that something else can be written; the next `show` brings it back. */
  clear(): void;
}

export interface ProgressParts {
  readonly write: (text: string) => void;
  readonly now: () => number;
  /** Of the terminal; without one, each change is a line. */
  readonly columns?: () => number | undefined;
}

const CLEAR = '\r\u001b[K';

/**
 * On a terminal one line that is written over: `volume.create  create 3/8, 4 s  format brick …`. Elsewhere a line for
 * each change.
 */
export function createProgress({ write, now, columns }: ProgressParts): Progress {
  let shown: Operation | undefined;
  let last = '';
  if (columns === undefined) {
    return {
      show: (operation) => {
        const line = `${operation.kind} ${operation.id}: ${progressText(operation)}`;
        // Between two stages there is nothing to tell.
        const isWorthIt = operation.endedAt === undefined && (operation.state !== 'running' || hasStage(operation));
        if (line === last || !isWorthIt) return;
        write(`${line}\n`);
        last = line;
      },
      tick: () => undefined,
      clear: () => undefined,
    };
  }
  const draw = (): void => {
    if (shown === undefined) return;
    const elapsed = elapsedText(now() - Date.parse(shown.createdAt));
    const [step = ''] = runningSteps(shown);
    const line = `${shown.kind}  ${progressText(shown)}, ${elapsed}${step === '' ? '' : `  ${step}`}`;
    // One that is wrapped cannot be written over.
    write(CLEAR + shortened(line, widthOf(columns()) - 1));
    last = line;
  };
  return {
    show: (operation) => {
      shown = operation;
      draw();
    },
    tick: draw,
    clear: () => {
      if (last !== '') write(CLEAR);
      last = '';
      shown = undefined;
    },
  };
}

function hasStage({ progress }: Operation): boolean {
  return progress?.stage !== undefined;
}

/** A terminal may not know, or say that it has none. */
function widthOf(columns: number | undefined): number {
  return columns === undefined || columns < 20 ? 80 : columns;
}
