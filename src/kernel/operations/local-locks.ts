/** Named locks within this server, first come, first served. */
export interface LocalLocks {
  /** Takes a place in the queues of all of the names at once, so that nobody waits in a circle. */
  queue(names: readonly string[]): Place;
}

export interface Place {
  /** Resolves when all of the names are free for the caller. */
  readonly turn: Promise<void>;
  /** Gives the place up, before its turn or after it. */
  readonly free: () => void;
}

/**
 * Keeps the steps of one server from waiting for each other on a host, where a wait costs a channel of its connection.
 * What keeps servers apart is the guard on the host.
 */
export function createLocalLocks(): LocalLocks {
  const tails = new Map<string, Promise<void>>();
  return {
    queue: (names) => {
      const { promise: mine, resolve: free } = Promise.withResolvers<void>();
      const befores = [...new Set(names)].map(async (name) => {
        const before = tails.get(name) ?? Promise.resolve();
        // Who gives up early lets nobody pass those before it.
        const tail = after(before, mine);
        tails.set(name, tail);
        // A queue that has ended takes no memory.
        const forget = (): void => {
          if (tails.get(name) === tail) tails.delete(name);
        };
        tail.then(forget, forget);
        await before;
      });
      return { turn: all(befores), free };
    },
  };
}

async function after(first: Promise<void>, second: Promise<void>): Promise<void> {
  await first;
  await second;
}

async function all(promises: readonly Promise<void>[]): Promise<void> {
  await Promise.all(promises);
}
