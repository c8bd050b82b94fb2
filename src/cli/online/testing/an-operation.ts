import type { Schemas } from '../../../../client/index.ts';

/** One that runs, in its only stage. */
export function anOperation(changes: Partial<Schemas['Operation']> = {}): Schemas['Operation'] {
  return {
    id: 'a'.repeat(32),
    kind: 'volume.create',
    version: 1,
    project: 'default',
    principal: 'b'.repeat(32),
    state: 'running',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:01.000Z',
    input: {},
    plan: {},
    reasons: [],
    attempt: 1,
    tries: 0,
    leftTo: [],
    progress: { stagesSettled: 0, stagesExpected: 1, stage: aStage({}) },
    ...changes,
  };
}

export function aStage(changes: Partial<Schemas['StageProgress']>): Schemas['StageProgress'] {
  return {
    name: 'create',
    isUndoing: false,
    stepsDone: 3,
    stepsTotal: 8,
    steps: [{ key: 'brick', title: 'make brick 4', hosts: ['n1'], status: 'running', hasWayBack: true }],
    ...changes,
  };
}

/** How one looks that came to its end. */
export const ended = { state: 'succeeded', endedAt: '2026-01-01T00:01:12.000Z' } as const;
