import { CodedError } from '../../../../kernel/errors.ts';
import type { ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import { errors } from '../../errors.ts';
import { glusterOn } from '../../gluster/gluster-driver.ts';
import type { RebalanceNote } from '../../tables/rebalance-table.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { orNotDone } from './or-not-done.ts';

export const REBALANCE_KEY = 'rebalance';

/** Between two tries of a start that must not keep an expansion from its end. */
const PAUSES_MS = [1_000, 5_000];

/** Gluster takes no bricks while it moves files [recorded]; better not to make them then. */
export function requireNotRebalancing(place: GlusterPlace, name: string): ReversibleStep {
  const isRunning = async ({ host }: StepContext): Promise<boolean> => {
    const status = await glusterOn(host, place).rebalanceStatus(name);
    return status.kind === 'rebalance' && status.state === 'running';
  };
  return {
    key: 'not-rebalancing',
    title: `check that the volume ${name} is not being rebalanced`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () =>
        (await isRunning(context)) ? { kind: 'not-done', found: 'it is' } : { kind: 'done', result: null },
      ),
    run: async (context) => {
      if (await isRunning(context)) throw errors.VOLUME_REBALANCING({ volume: name });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

/** Has the files of a volume spread over all of its sets. Taken back, they stay where they are by then. */
export function startRebalance(place: GlusterPlace, name: string): ReversibleStep {
  return {
    key: REBALANCE_KEY,
    title: `start a rebalance of the volume ${name}`,
    ...onGluster(place),
    observe: (context) => orNotDone(() => lookWhetherItRuns(context, place, name)),
    run: async (context) => {
      await glusterOn(context.host, place).startRebalance(name);
      return started(context);
    },
    undo: ({ host }) => glusterOn(host, place).stopRebalance(name),
  };
}

/**
 * The same, behind an expansion, which does not fail with it (contract heketi-engine §3.4): why it was not started is the
 * result then, and is shown with the volume.
 */
export function tryRebalance(place: GlusterPlace, name: string): ReversibleStep {
  const start = startRebalance(place, name);
  return {
    ...start,
    run: async (context) => {
      for (let tries = 0; ; tries += 1) {
        try {
          return await start.run(context);
        } catch (error) {
          if (!(error instanceof CodedError)) throw error;
          const pause = PAUSES_MS[tries];
          if (error.retry !== 'backoff' || pause === undefined) {
            const note: RebalanceNote = {
              state: 'not-started',
              reason: context.scrub(error.message),
              atMs: context.timer.now(),
            };
            return note;
          }
          await context.timer.sleep(pause, context.signal);
        }
      }
    },
    undo: () => Promise.resolve(),
  };
}

export function stopRebalance(place: GlusterPlace, name: string): ReversibleStep {
  return {
    key: REBALANCE_KEY,
    title: `stop the rebalance of the volume ${name}`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () => {
        const { kind } = await glusterOn(context.host, place).rebalanceStatus(name);
        // One that was stopped is forgotten.
        return kind === 'rebalance'
          ? { kind: 'not-done', found: 'it is there' }
          : { kind: 'done', result: stopped(context) };
      }),
    run: async (context) => {
      await glusterOn(context.host, place).stopRebalance(name);
      return stopped(context);
    },
    undo: () => Promise.resolve(),
  };
}

/** One that is completed may be an earlier one. */
async function lookWhetherItRuns(context: StepContext, place: GlusterPlace, name: string) {
  const status = await glusterOn(context.host, place).rebalanceStatus(name);
  return status.kind === 'rebalance' && status.state === 'running'
    ? { kind: 'done' as const, result: started(context) }
    : { kind: 'not-done' as const, found: 'none runs' };
}

function started({ timer }: StepContext): RebalanceNote {
  return { state: 'running', atMs: timer.now() };
}

function stopped({ timer }: StepContext): RebalanceNote {
  return { state: 'stopped', atMs: timer.now() };
}

/** What the step of `REBALANCE_KEY` has found out; nothing where a person has counted it as done. */
export function rebalanceNoteIn(results: Readonly<Record<string, unknown>>): RebalanceNote | undefined {
  const note = results[REBALANCE_KEY];
  return typeof note === 'object' && note !== null && 'state' in note ? (note as RebalanceNote) : undefined;
}
