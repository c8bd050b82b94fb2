import type { Call, HostSession } from '../../../kernel/remote/index.ts';
import { errors } from '../errors.ts';
import { requireDone } from '../require-done.ts';
import type { BrickSpec } from './provisioner.ts';

/**
 * Of a program that takes the room of a brick.
 *
 * @throws BRICK_DEVICE_FULL, COMMAND_FAILED
 */
export function requireRoom(
  host: HostSession,
  { id: brick, device }: BrickSpec,
  made: Call<unknown>,
  outcome: { readonly kind: string; readonly code?: number; readonly said?: string },
): void {
  if (outcome.kind !== 'full') return requireDone(host, made, outcome);
  throw errors.BRICK_DEVICE_FULL({ brick, device, host: host.id, said: outcome.said ?? '' });
}
