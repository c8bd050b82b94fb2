import type { Timer } from '../../src/kernel/timer.ts';

/** Whether something still lives in a simulation. Dead or paused, nothing that is under way comes back to it. */
export interface Mortality {
  isAlive(): boolean;
  /** Goes through while it lives, waits while it is paused, and never ends when it is dead. */
  pass(): Promise<void>;
  kill(): void;
  pause(): void;
  resume(): void;
}

const never = new Promise<never>(() => undefined);

export function createMortality(): Mortality {
  const life: { isDead: boolean; paused?: PromiseWithResolvers<void> | undefined } = { isDead: false };
  return {
    isAlive: () => !life.isDead && life.paused === undefined,
    pass: async () => {
      while (life.paused !== undefined && !life.isDead) await life.paused.promise;
      if (life.isDead) await never;
    },
    kill: () => {
      life.isDead = true;
      life.paused?.resolve();
    },
    pause: () => {
      life.paused ??= Promise.withResolvers();
    },
    resume: () => {
      life.paused?.resolve();
      life.paused = undefined;
    },
  };
}

/** The timer of something mortal: its sleeps end only while it lives. */
export function mortalTimer(timer: Timer, { pass }: Pick<Mortality, 'pass'>): Timer {
  return {
    now: () => timer.now(),
    sleep: async (ms, signal) => {
      await timer.sleep(ms, signal);
      await pass();
    },
  };
}
