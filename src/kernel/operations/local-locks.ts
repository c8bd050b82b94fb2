/** Named locks within this server, first come, first served. */
export interface LocalLocks {
  /** Waits until all of the names are free for the caller, and gives the function that frees them. */
  acquire(names: readonly string[]): Promise<() => void>;
}

/**
 * Keeps the steps of one server from waiting for each other on a host, where a wait costs a channel of its connection.
 * What keeps servers apart is the guard on the host. Names are taken in sorted order, so nobody waits in a circle.
 */
export function createLocalLocks(): LocalLocks {
  const tails = new Map<string, Promise<void>>();
  const acquireOne = async (name: string): Promise<() => void> => {
    const before = tails.get(name);
    let free = (): void => undefined;
    const mine = new Promise<void>((resolve) => {
      free = resolve;
    });
    tails.set(name, mine);
    await before;
    return () => {
      if (tails.get(name) === mine) tails.delete(name);
      free();
    };
  };
  return {
    acquire: async (names) => {
      const held: (() => void)[] = [];
      for (const name of [...new Set(names)].toSorted()) held.push(await acquireOne(name));
      return () => {
        for (const free of held) free();
      };
    },
  };
}
