import type { Store } from '../../src/kernel/store/index.ts';
import type { Timer } from '../../src/kernel/timer.ts';

/** A server's view of the store. Dead or paused, nothing that is under way comes back to it. */
export interface MortalStore {
  readonly store: Store;
  readonly timer: Timer;
  /** Contacts with the store so far: each read and each write is one before it happens and one after. */
  contacts(): number;
  kill(): void;
  pause(): void;
  resume(): void;
}

const never = new Promise<never>(() => undefined);

/**
 * A store and a timer whose every contact can be the last.
 *
 * @param onContact called at each contact with its number, from 1 on; it may kill or pause the server
 */
export function mortalStore(
  store: Store,
  timer: Timer,
  onContact: (number: number, server: MortalStore) => void = () => undefined,
): MortalStore {
  let contacts = 0;
  const life: { isDead: boolean; paused?: PromiseWithResolvers<void> | undefined } = { isDead: false };
  const pass = async (): Promise<void> => {
    while (life.paused !== undefined && !life.isDead) await life.paused.promise;
    if (life.isDead) await never;
  };
  const contact = async (): Promise<void> => {
    await pass();
    contacts += 1;
    onContact(contacts, server);
    await pass();
  };
  const through = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    await contact();
    const result = await act();
    await contact();
    return result;
  };
  const server: MortalStore = {
    store: {
      ...store,
      write: (batch) => through(() => store.write(batch)),
      read: (statement) => through(() => store.read(statement)),
      onNotice: (channel, callback) =>
        store.onNotice(channel, () => {
          if (!life.isDead && life.paused === undefined) callback();
        }),
    },
    timer: {
      now: () => timer.now(),
      sleep: async (ms, signal) => {
        await timer.sleep(ms, signal);
        await pass();
      },
    },
    contacts: () => contacts,
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
  return server;
}
