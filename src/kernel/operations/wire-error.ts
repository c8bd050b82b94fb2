import { CodedError, type Retry } from '../errors.ts';
import type { Json } from './definition.ts';

/** An error as it stands in the log: read back by newer releases, so its form has a version and only grows. */
export interface WireError {
  readonly v: 1;
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly retry: Retry;
  readonly fields: Json;
}

/** @param scrub takes secrets out of a text */
export function toWire(error: CodedError, scrub: (text: string) => string): WireError {
  const { code, message, status, retry, fields } = error;
  return {
    v: 1,
    code,
    message: scrub(message),
    status,
    retry,
    fields: JSON.parse(scrub(JSON.stringify(fields))) as Json,
  };
}

export function fromWire({ code, message, status, retry, fields }: WireError): CodedError {
  return new CodedError(code, { status, retry }, message, fields as Record<string, unknown>);
}
