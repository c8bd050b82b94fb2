import type { components } from './api-types.ts';

export type Problem = components['schemas']['Problem'];

/** The server refused a request, and says why. Programs go by `problem.code`. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** No answer came. */
export class NoAnswerError extends Error {
  readonly server: string;
  readonly reason: string;
  /** Whether the request may have reached the server, and may have been done. */
  readonly mayBeDone: boolean;

  constructor(
    facts: { readonly server: string; readonly reason: string; readonly mayBeDone: boolean },
    cause: unknown,
  ) {
    super(`no answer from ${facts.server}: ${facts.reason}`, { cause });
    this.name = 'NoAnswerError';
    this.server = facts.server;
    this.reason = facts.reason;
    this.mayBeDone = facts.mayBeDone;
  }
}

/** What answered is no Hostreeve, or something in between answered in its place. */
export class StrangeAnswerError extends Error {
  readonly status: number;

  constructor(status: number, cause?: unknown) {
    super(`an answer with status ${status} that is not of this API`, { cause });
    this.name = 'StrangeAnswerError';
    this.status = status;
  }
}
