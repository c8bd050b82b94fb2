import type { HostId } from '../remote/index.ts';
import type { OperationId, Step } from './definition.ts';
import type { Journal } from './journal.ts';

export interface StepRecords {
  /** The name for the next command on this host. */
  next(host: HostId): string;
  /** That of the n-th command on a host in the step's last run; it is there to be removed, too. */
  asked(host: HostId, number: number): string;
  given(): ReadonlyMap<HostId, readonly string[]>;
}

/** Records on hosts are named by operation, stage, step and run or undo, so that no command writes over another's. */
export function stepRecords(
  id: OperationId,
  journal: Pick<Journal, 'state'>,
  step: Step,
  direction: 'run' | 'undo',
): StepRecords {
  const given = new Map<HostId, string[]>();
  const counts = new Map<HostId, { turn: string; count: number }>();
  const undo = `undo${journal.state().lastEvent}`;
  const turnNow = (): string =>
    direction === 'undo' ? undo : String(journal.state().stage?.steps[step.key]?.runs ?? 0);
  const name = (number: number): string => {
    const { attempt, settled } = journal.state();
    return `${id}.${attempt}.${settled.length}.${step.key}.${turnNow()}.${number}`;
  };
  const remember = (host: HostId, record: string): string => {
    const names = given.get(host) ?? [];
    if (!names.includes(record)) given.set(host, [...names, record]);
    return record;
  };
  return {
    given: () => given,
    asked: (host, number) => remember(host, name(number)),
    next: (host) => {
      const turn = turnNow();
      const before = counts.get(host);
      const count = before?.turn === turn ? before.count + 1 : 1;
      counts.set(host, { turn, count });
      return remember(host, name(count));
    },
  };
}
