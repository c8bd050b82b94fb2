import { CodedError } from '../errors.ts';

/** Between tries to reach a store that does not answer. */
export const STORE_RETRY_MS = 500;

/** Whether the store could not be reached, or not now: what was asked may be asked again. */
export function isPassingTrouble(error: unknown): boolean {
  return error instanceof CodedError && error.retry === 'backoff' && isStoreError(error);
}

export function isStoreError({ code }: CodedError): boolean {
  return code.startsWith('STORE_');
}
