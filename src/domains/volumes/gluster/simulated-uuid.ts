import type { SimulationContext } from '../../../kernel/remote/index.ts';

/** As glusterd makes them. */
export function newUuid({ random }: SimulationContext): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-a$4-$5');
}
