import type { Batch } from './store.ts';

/** Who in this process wants to hear of commits; the part of `Store.onNotice` that all stores share. */
export interface Listeners {
  add(channel: string, callback: () => void): () => void;
  tell(channels: Iterable<string>): void;
  tellAll(): void;
}

export function createListeners(): Listeners {
  const byChannel = new Map<string, Set<() => void>>();
  const tell = (channels: Iterable<string>): void => {
    for (const channel of channels) {
      for (const callback of byChannel.get(channel) ?? []) callback();
    }
  };
  return {
    add: (channel, callback) => {
      const callbacks = byChannel.get(channel) ?? new Set();
      byChannel.set(channel, callbacks);
      // One of its own for each call: the same function may be given twice.
      const own = (): void => callback();
      callbacks.add(own);
      return () => {
        callbacks.delete(own);
      };
    },
    tell,
    tellAll: () => tell([...byChannel.keys()]),
  };
}

/** The channels that a batch names, each once. */
export function channelsOf(batch: Batch): ReadonlySet<string> {
  const channels = new Set<string>();
  for (const { notify } of batch) if (notify !== undefined) channels.add(notify);
  return channels;
}
