import type { SimulatedHost } from '../../../kernel/remote/index.ts';

/** Sizes in bytes of the folders that stand for file devices. */
export function fileFolders(host: SimulatedHost): Record<string, number> {
  return host.state<Record<string, number>>('folders', {});
}
