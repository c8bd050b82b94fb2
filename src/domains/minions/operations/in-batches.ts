/**
 * Hands items on in batches, one at a time: what comes while a batch is written goes with the next. So a batch is as
 * large as writing is slow, and nothing waits for a clock. The promise of an item settles with its batch.
 */
export function inBatches<Item>(write: (items: readonly Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let waiting: Item[] = [];
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const writeBehind = async (before: Promise<void>): Promise<void> => {
    // Its failure is that of its own items.
    await Promise.allSettled([before]);
    const items = waiting;
    waiting = [];
    next = undefined;
    await write(items);
  };
  return (item) => {
    waiting.push(item);
    if (next === undefined) {
      next = writeBehind(last);
      last = next;
    }
    return next;
  };
}
