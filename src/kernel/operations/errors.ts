import { defineErrors } from '../errors.ts';

export const errors = defineErrors({
  OPERATION_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'No operation has the id, or it ended so long ago that it was removed.',
    remedy: 'List the operations; those that ended are kept for 90 days.',
    text: (e: { operation: string }) => `there is no operation ${e.operation}`,
  },
  OPERATION_KIND_UNKNOWN: {
    status: 501,
    retry: 'never',
    when: 'This server does not know the kind of operation, or not its version.',
    remedy: 'Start a server of the release that made the operation; this one leaves it alone.',
    text: (e: { kind: string; version?: number }) =>
      `this server does not know operations of kind ${e.kind}${e.version === undefined ? '' : `, version ${e.version}`}`,
  },
  OPERATION_INPUT_INVALID: {
    status: 400,
    retry: 'never',
    when: 'The input of an operation does not have the form that its kind asks for.',
    remedy: 'Mend the fields that the error names.',
    text: (e: { kind: string; problems: readonly string[] }) => `${e.kind}: ${e.problems.join('; ')}`,
  },
  OPERATION_CONTENDED: {
    status: 503,
    retry: 'backoff',
    when: 'Others took what each of several plans had chosen, one after the other.',
    remedy: 'Try again; nothing was reserved.',
    text: (e: { kind: string; tries: number }) =>
      `${e.kind}: ${e.tries} plans in a row lost what they had chosen to others; try again`,
  },
  OPERATION_QUEUE_FULL: {
    status: 429,
    retry: 'backoff',
    when: 'More operations wait than the queue holds.',
    remedy: 'Try again after the time that `Retry-After` names.',
    text: (e: { most: number }) => `${e.most} operations wait already; try again later`,
  },
  OPERATION_PLAN_NOT_FOUND: {
    status: 412,
    retry: 'reread',
    when: 'The plan that `If-Plan` names is not there: never made, older than ten minutes, or of another caller or request.',
    remedy: 'Make a new dry run of the same request and use its plan.',
    text: (e: { plan: string }) => `there is no plan ${e.plan} for this request; make a new dry run`,
  },
  OPERATION_PLAN_STALE: {
    status: 412,
    retry: 'reread',
    when: 'What the plan of a dry run had chosen is no longer free.',
    remedy: 'Make a new dry run; nothing was changed.',
    text: (e: { plan: string }) => `the plan ${e.plan} does not hold any more; make a new dry run`,
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    retry: 'never',
    when: 'An `Idempotency-Key` came again with another request.',
    remedy: 'Use a new key for a new request; the old one names the operation in the error.',
    text: (e: { key: string; operation: string }) =>
      `the idempotency key '${e.key}' belongs to another request, which made the operation ${e.operation}`,
  },
  OPERATION_TOO_LARGE: {
    status: 409,
    retry: 'never',
    when: 'An operation would have more steps in one stage than a stage may have.',
    remedy: 'Ask for less at once, as a smaller volume that is expanded afterwards.',
    text: (e: { stage: string; steps: number; most: number }) =>
      `the stage '${e.stage}' would have ${e.steps} steps, and ${e.most} is the most`,
  },
  OPERATION_NOT_STUCK: {
    status: 409,
    retry: 'reread',
    when: 'Only a stuck operation can be retried, skipped over a step or abandoned.',
    remedy: 'Look at its state: it may go on by itself, or have ended.',
    text: (e: { operation: string; state: string; wanted: string }) =>
      `operation ${e.operation} is ${e.state}, not stuck; there is nothing to ${e.wanted}`,
  },
  OPERATION_STEP_NOT_OPEN: {
    status: 409,
    retry: 'reread',
    when: 'The step to be skipped is none that the operation is stuck at.',
    remedy: 'Name one of the steps that the operation lists as open.',
    text: (e: { operation: string; step: string; open: readonly string[] }) =>
      `operation ${e.operation} is not stuck at '${e.step}' but at: ${e.open.join(', ')}`,
  },
  OPERATION_ENDED: {
    status: 409,
    retry: 'never',
    when: 'An operation that has ended cannot be cancelled.',
    remedy: 'To take back what it did, start the opposite operation.',
    text: (e: { operation: string; state: string }) => `operation ${e.operation} has ended already: ${e.state}`,
  },
  OPERATION_CANCELLED: {
    status: 409,
    retry: 'never',
    when: 'An operation was cancelled by a person before it was done.',
    remedy: 'Start it again if it is still wanted.',
    text: (e: { by: string }) => `cancelled by ${e.by}`,
  },
  OPERATION_ABANDONED: {
    status: 409,
    retry: 'never',
    when: 'A person gave up a stuck operation; what it left on hosts is in its log.',
    remedy: 'Clean up by hand what the log names.',
    text: (e: { by: string; steps: readonly string[]; kept: string | null }) =>
      `abandoned by ${e.by}; left as they were: ${e.steps.length === 0 ? 'no steps' : e.steps.join(', ')}${
        e.kept === null ? '' : `; what it had reserved stays reserved (${e.kept})`
      }`,
  },
  OPERATION_GUARD_REFUSED: {
    status: 409,
    retry: 'reread',
    when: 'What a step depends on had changed when it was about to start.',
    remedy: 'See the operation: it is undone, or placed anew.',
    text: (e: { step: string }) => `what the step '${e.step}' depends on has changed`,
  },
  OPERATION_RECORD_REFUSED: {
    status: 500,
    retry: 'never',
    when: 'The store refused the change with which a stage is settled or given back: a fault of Hostreeve, or rows changed by hand.',
    remedy: 'Report it with the log of the operation; the operation is stuck, and its reservation stays.',
    text: (e: { stage: string; change: string; reason: string }) =>
      `the store refused to ${e.change} the stage '${e.stage}' (${e.reason})`,
  },
  OPERATION_UNKNOWN_END: {
    status: 500,
    retry: 'never',
    when: 'A step that must not be repeated was started, and nobody knows how it ended.',
    remedy: 'Look on the host; then start the operation again if it is needed.',
    text: (e: { step: string }) =>
      `the step '${e.step}' was started, and how it ended is not known; it is not repeated`,
  },
  OPERATION_BROKE: {
    status: 500,
    retry: 'never',
    when: 'An operation cannot be carried on for a fault of Hostreeve. It is tried again from time to time.',
    remedy: 'Report it with the log line of the server that names the operation; abandon it if it must end now.',
    text: (e: { reason: string }) => `the operation cannot be carried on: ${e.reason}`,
  },
  OPERATION_STEP_BROKE: {
    status: 500,
    retry: 'never',
    when: 'A step failed in a way that it should not: a fault of Hostreeve.',
    remedy: 'Report it with the log line of the server that names the operation.',
    text: (e: { step: string; reason: string }) => `the step '${e.step}' broke: ${e.reason}`,
  },
  OPERATION_DEADLINE: {
    status: 504,
    retry: 'backoff',
    when: 'A step did not end within its deadline.',
    remedy: 'See its commands in the log of the operation; the host may be slow or hang.',
    text: (e: { step: string; deadlineMs: number }) => `the step '${e.step}' did not end within ${e.deadlineMs} ms`,
  },
});
