import type { Store } from '../../src/kernel/store/index.ts';
import type { Timer } from '../../src/kernel/timer.ts';
import { createMortality, type Mortality, mortalTimer } from './mortality.ts';

/** A server's view of the store. Dead or paused, nothing that is under way comes back to it. */
export interface MortalStore extends Pick<Mortality, 'kill' | 'pause' | 'resume'> {
  readonly store: Store;
  readonly timer: Timer;
  /** Contacts with the store so far: each read and each write is one before it happens and one after. */
  contacts(): number;
}

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
  const life = createMortality();
  const contact = async (): Promise<void> => {
    await life.pass();
    contacts += 1;
    onContact(contacts, server);
    await life.pass();
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
      readTogether: (statements) => through(() => store.readTogether(statements)),
      onNotice: (channel, callback) =>
        store.onNotice(channel, () => {
          if (life.isAlive()) callback();
        }),
    },
    timer: mortalTimer(timer, life),
    contacts: () => contacts,
    kill: () => life.kill(),
    pause: () => life.pause(),
    resume: () => life.resume(),
  };
  return server;
}
