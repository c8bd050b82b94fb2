import { type Call, type HostSession, remoteErrors } from '../../kernel/remote/index.ts';

/**
 * For programs from whose refusal there is no way on.
 *
 * @throws COMMAND_FAILED
 */
export function requireDone(
  host: HostSession,
  { name }: Call<unknown>,
  outcome: { readonly kind: string; readonly code?: number; readonly said?: string },
): void {
  if (outcome.kind === 'done') return;
  const { code = 1, said = outcome.kind } = outcome;
  throw remoteErrors.COMMAND_FAILED({ host: host.id, program: name, code, said });
}
