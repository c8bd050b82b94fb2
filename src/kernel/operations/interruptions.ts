import type { OperationId } from './definition.ts';

/** Another server has the operation now; whatever this one still does with it must end. */
export class ClaimLost extends Error {
  constructor(operation: OperationId) {
    super(`operation ${operation} was taken by another server`);
    this.name = 'ClaimLost';
  }
}

/** This server had to stop in the middle; another, or its next start, goes on from the log. */
export class Stopped extends Error {
  constructor() {
    super('the server stops');
    this.name = 'Stopped';
  }
}

/** Whether a failure is the end of this server's work on an operation, and no failure of the operation's. */
export function isInterruption(error: unknown): error is ClaimLost | Stopped {
  return error instanceof ClaimLost || error instanceof Stopped;
}
