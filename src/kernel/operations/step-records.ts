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
  const undo = `undo${journal.state().lastEvent}`;
  const name = (number: number): string => {
    const { attempt, settled, stage } = journal.state();
    const turn = direction === 'undo' ? undo : String(stage?.steps[step.key]?.runs ?? 0);
    return `${id}.${attempt}.${settled.length}.${step.key}.${turn}.${number}`;
  };
  return {
    given: () => given,
    asked: (host, number) => {
      const asked = name(number);
      const names = given.get(host) ?? [];
      if (!names.includes(asked)) given.set(host, [...names, asked]);
      return asked;
    },
    next: (host) => {
      const names = given.get(host) ?? [];
      const next = name(names.length + 1);
      given.set(host, [...names, next]);
      return next;
    },
  };
}
