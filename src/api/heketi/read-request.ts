import { readBody } from '../http/index.ts';
import type { Call } from './parts.ts';
import { type Field, readFields, Unparsable } from './read-fields.ts';
import { Refusal, UNPARSABLE } from './refusal.ts';

/** Of a body; the original has none. Whole requests are a few kilobytes long (docs/decisions/0022). */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * The fields of a request's body.
 *
 * @throws Refusal 422; BODY_TOO_LARGE
 */
export async function readRequest<Value>({ request }: Call, fields: Field<Value>): Promise<Value> {
  const body = await readBody(request, BODY_LIMIT_BYTES);
  return translating(
    () => readFields(fields, body),
    () => new Refusal(422, UNPARSABLE),
  );
}

/** compat(heketi): the routes of the server itself answer 400, with the decoder's text (contract heketi-api §1.4). */
export async function readServerRequest<Value>({ request }: Call, fields: Field<Value>): Promise<Value> {
  const body = await readBody(request, BODY_LIMIT_BYTES);
  return translating(
    () => readFields(fields, body),
    ({ message }) => new Refusal(400, `${UNPARSABLE}: ${message}`),
  );
}

/** An optional body counts only with its length: a chunked one is passed over. */
export async function readOptionalRequest<Value>(call: Call, fields: Field<Value>): Promise<Value> {
  return Number(call.request.headers['content-length'] ?? 0) > 0 ? readRequest(call, fields) : fields.empty;
}

function translating<Value>(act: () => Value, refusal: (error: Unparsable) => Refusal): Value {
  try {
    return act();
  } catch (error) {
    throw error instanceof Unparsable ? refusal(error) : error;
  }
}
