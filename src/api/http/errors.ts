import { defineErrors } from '../../kernel/errors.ts';

export const errors = defineErrors({
  INTERNAL: {
    status: 500,
    retry: 'backoff',
    when: 'Something went wrong inside Hostreeve that no other code describes.',
    remedy:
      "Look up the request id in the server's log; the line there tells what happened. If it looks like a fault of Hostreeve, report it with that line.",
    text: (e: { requestId: string }) =>
      `something went wrong inside Hostreeve; its log tells more under request ${e.requestId}`,
  },
  NOT_FOUND_PATH: {
    status: 404,
    retry: 'never',
    when: 'No API of this server has the path, or the path has no such method.',
    remedy:
      'Check the path and the method, and whether the API is switched on for this address. `GET /` lists what is here.',
    text: (e: { method: string; path: string }) => `there is nothing at ${e.method} ${e.path} on this server`,
  },
  BODY_TOO_LARGE: {
    status: 413,
    retry: 'never',
    when: "The request's body is longer than the server accepts.",
    remedy: 'Send less at once, or raise the limit in the configuration. Files have upload routes of their own.',
    text: (e: { limitBytes: number }) => `the request's body is longer than ${e.limitBytes} bytes`,
  },
  BODY_NOT_JSON: {
    status: 400,
    retry: 'never',
    when: "The request's body is not JSON, though its Content-Type says so.",
    remedy: 'Send valid JSON; a request without a body must not name a Content-Type.',
    text: (e: { reason: string }) => `the request's body cannot be read as JSON: ${e.reason}`,
  },
  BODY_TYPE_UNSUPPORTED: {
    status: 415,
    retry: 'never',
    when: "The request's Content-Type is missing, or is one that this path does not take.",
    remedy: 'Send JSON with `Content-Type: application/json`, unless the path is documented with another type.',
    text: (e: { contentType: string }) => `this path takes no body of type '${e.contentType}'`,
  },
  REQUEST_NOT_VALID: {
    status: 400,
    retry: 'never',
    when: "The request's body, query, path or headers break the schema of the route.",
    remedy: 'Correct what the list `problems` names; the OpenAPI document has the schema.',
    text: (e: { part: string; problems: readonly { readonly at: string; readonly message: string }[] }) =>
      `the request's ${e.part} is not valid: ${e.problems.map(({ at, message }) => `${at} ${message}`.trim()).join('; ')}`,
  },
  REQUEST_MALFORMED: {
    status: 400,
    retry: 'never',
    when: 'The request is not proper HTTP: a broken URL, a wrong Content-Length, headers that cannot be parsed.',
    remedy: 'Look at what the client, or a proxy in between, really sends.',
    text: (e: { reason: string }) => `the request is malformed: ${e.reason}`,
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    retry: 'never',
    when: "The request's line and headers are together longer than 1 MiB.",
    remedy: 'Send fewer or shorter headers; long lists belong in the body.',
    text: (e: { limitBytes: number }) => `the request's headers are longer than ${e.limitBytes} bytes`,
  },
});
