import { auditStatement } from '../audit/index.ts';
import type { Clock } from '../clock.ts';
import { outboxStatement } from '../events/index.ts';
import type { CommandRecord } from '../remote/index.ts';
import type { Batch, Statement } from '../store/index.ts';
import { commandsFact } from './commands-fact.ts';
import type { OperationHead } from './record.ts';
import type { OperationState } from './state.ts';

/** Who steps in, and from where: a remote address, or a word in brackets. */
export interface Person {
  readonly principal: string;
  readonly from: string;
}

/** The server itself, where nobody asked. */
export const SERVER: Person = { principal: '[server]', from: '[server]' };

/** Tells others what becomes of operations, by statements that go with the record in one piece. */
export interface OperationReport {
  readonly submitted: (head: OperationHead, state: OperationState, from: string) => Batch;
  /** A piece of the log, from the state before it to the one after. */
  readonly wentOn: (head: OperationHead, before: OperationState, after: OperationState) => Batch;
  /** What steps ran on hosts. */
  readonly ran: (head: OperationHead, commands: readonly CommandRecord[]) => Batch;
  /** Somebody wants it cancelled, retried, a step skipped, or all of it given up. */
  readonly asked: (head: OperationHead, what: string, by: Person) => Batch;
}

/** For operations that nobody else needs to know of: tests, and measuring. */
export const silentReport: OperationReport = {
  submitted: () => [],
  wentOn: () => [],
  ran: () => [],
  asked: () => [],
};

/**
 * Events `operation.submitted` and `operation.changed`, with each change of the state's name; and the audit record: who
 * asked for what, what was run on hosts, how it ended.
 */
export function createOperationReport({ clock }: { readonly clock: Clock }): OperationReport {
  const audited = (
    head: OperationHead,
    fact: { who: string; action: string; from: string; result: 'done' | 'failed'; body?: unknown },
  ): Statement => auditStatement({ on: `operation/${head.id}`, atMs: clock.now(), ...fact });

  const event = (head: OperationHead, topic: string, state: OperationState): Statement => {
    const { kind, project, id, principal } = head;
    const error = state.error === undefined ? {} : { error: { code: state.error.code, message: state.error.message } };
    const body = { kind, state: state.name, principal, ...error };
    return outboxStatement({ topic, project, subject: id, body, atMs: clock.now() });
  };

  return {
    submitted: (head, state, from) => [
      event(head, 'operation.submitted', state),
      audited(head, { who: head.principal, action: head.kind, from, result: 'done', body: { parent: head.parent } }),
    ],
    wentOn: (head, before, after) => {
      if (before.name === after.name) return [];
      const changed = event(head, 'operation.changed', after);
      if (!isEnd(after)) return [changed];
      const result = after.name === 'succeeded' ? 'done' : 'failed';
      const body = { state: after.name, ...(after.error === undefined ? {} : { error: after.error.code }) };
      return [changed, audited(head, { who: '[server]', action: `${head.kind}.end`, from: '[server]', result, body })];
    },
    ran: (head, commands) => {
      const { result, body } = commandsFact(commands);
      return [audited(head, { who: head.principal, action: 'host.command', from: '[server]', result, body })];
    },
    asked: (head, what, { principal, from }) => [
      audited(head, { who: principal, action: `operation.${what}`, from, result: 'done' }),
    ],
  };
}

const isEnd = ({ name }: OperationState): boolean => ['succeeded', 'failed', 'cancelled', 'unknown'].includes(name);
