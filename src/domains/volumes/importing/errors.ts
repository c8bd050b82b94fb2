import { defineErrors } from '../../../kernel/errors.ts';

/** What can go wrong with what another system had under way when its inventory was taken over. */
export const errors = defineErrors({
  UNFINISHED_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no record with the id of what was under way where the inventory came from: it is resolved, or was never there.',
    remedy: 'List what is unfinished.',
    text: (e: { record: string }) => `there is no record ${e.record} of what was under way`,
  },
  UNFINISHED_BUSY: {
    status: 409,
    retry: 'backoff',
    when: 'What was under way elsewhere was to be resolved, and an operation does so already.',
    remedy: 'Follow the operation that the error names; retry it where it is stuck.',
    text: (e: { record: string; operation: string }) => `the operation ${e.operation} resolves ${e.record}`,
  },
  UNFINISHED_UNDECIDED: {
    status: 409,
    retry: 'never',
    when: 'What was under way elsewhere can be neither finished nor undone without losing what may be in use.',
    remedy: 'Do what the reason says, then resolve it again. Nothing was changed.',
    text: (e: { record: string; kind: string; reason: string }) =>
      `what is left of ${e.kind} (${e.record}) stays as it is: ${e.reason}`,
  },
});
