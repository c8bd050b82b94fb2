import type { EndState, Json } from './definition.ts';
import type { WireError } from './wire-error.ts';

/**
 * What happened to an operation, in order; never changed afterwards. The state is derived from it (state.ts), and
 * recovery knows nothing else. A release reads the events of all earlier ones: types and fields are only added.
 */
export type OperationEvent =
  | { readonly type: 'planned'; readonly attempt: number; readonly plan: Json; readonly reasons: readonly string[] }
  /** A server took it: the first one, or another after the lease of the last was over. */
  | { readonly type: 'taken'; readonly replica: string }
  | {
      readonly type: 'stage-claimed';
      readonly stage: string;
      readonly data: Json;
      readonly reasons: readonly string[];
    }
  | { readonly type: 'step-started'; readonly step: string }
  /** `observed`: nobody saw it end; it was found done. */
  | { readonly type: 'step-succeeded'; readonly step: string; readonly result: Json; readonly observed?: true }
  /** `inDoubt`: an at-most-once step of which nobody knows how it ended. */
  | { readonly type: 'step-failed'; readonly step: string; readonly error: WireError; readonly inDoubt?: true }
  | { readonly type: 'step-skipped'; readonly step: string; readonly by: string }
  | { readonly type: 'stage-settled' }
  | { readonly type: 'undo-started'; readonly because: WireError }
  | { readonly type: 'step-undo-started'; readonly step: string }
  | { readonly type: 'step-undone'; readonly step: string }
  | { readonly type: 'step-undo-failed'; readonly step: string; readonly error: WireError }
  /** It is too late to undo it. */
  | { readonly type: 'step-stays'; readonly step: string }
  /** The stage is finished after all, and not undone any more. */
  | { readonly type: 'undo-given-up' }
  /** `left`: the steps that could not be undone, and the operation that cleans up after them. */
  | {
      readonly type: 'stage-unclaimed';
      readonly left?: { readonly steps: readonly string[]; readonly operation: string };
    }
  | { readonly type: 'cancel-requested'; readonly by: string }
  | {
      readonly type: 'stuck';
      readonly error: WireError;
      readonly tries: number;
      readonly nextTryInMs: number;
    }
  | { readonly type: 'resumed'; readonly by: string }
  | { readonly type: 'abandoned'; readonly by: string }
  | {
      readonly type: 'ended';
      readonly state: EndState;
      readonly result?: Json;
      readonly error?: WireError;
    };
