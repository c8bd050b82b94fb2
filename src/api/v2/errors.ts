import { defineErrors } from '../../kernel/errors.ts';

export const errors = defineErrors({
  PRECONDITION_FAILED: {
    status: 412,
    retry: 'reread',
    when: 'A request with `If-Match` named another state of the thing than the one that it is in.',
    remedy: 'Read the thing again, decide whether the change is still right, and send the new `ETag`.',
    text: (e: { expected: string; found: string }) => `If-Match asks for ${e.expected}, and the thing is at ${e.found}`,
  },
  HEADER_INVALID: {
    status: 400,
    retry: 'never',
    when: 'A header of the request does not have the form that it should have.',
    remedy: 'Correct the header that the error names.',
    text: (e: { header: string; problem: string }) => `the header ${e.header} ${e.problem}`,
  },
  HEADER_NOT_TAKEN: {
    status: 400,
    retry: 'never',
    when: 'A request made itself depend on a header that its route does not know. Passing it over would promise what is not kept.',
    remedy: 'Leave the header out. The OpenAPI document says which headers a route takes.',
    text: (e: { header: string; route: string }) => `${e.route} does not take the header ${e.header}`,
  },
  CURSOR_INVALID: {
    status: 400,
    retry: 'never',
    when: 'The place to go on from in a list is from no page of that list.',
    remedy: 'Give `next` of the page before as it is, or start without `after`.',
    text: () => '`after` is from no page of this list',
  },
  EVENT_STREAMS_FULL: {
    status: 503,
    retry: 'backoff',
    when: 'As many clients follow the events of this server as it serves at a time.',
    remedy: 'Try again later, ask another server, or read events by pages.',
    text: (e: { most: number }) => `${e.most} clients follow the events already`,
  },
  EVENT_STREAMS_OWN_FULL: {
    status: 429,
    retry: 'backoff',
    when: 'As many clients of one user follow the events of this server as one user may have.',
    remedy: 'End streams that nobody reads, share one among those who read, or give other programs users of their own.',
    text: (e: { most: number }) => `${e.most} clients of this user follow the events already`,
  },
});
