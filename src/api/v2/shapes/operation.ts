import { type Static, Type } from 'typebox';
import type { Engine, NumberedEvent, Operation } from '../../../kernel/operations/index.ts';
import { rfc3339 } from '../rfc3339.ts';
import { id, pageShape, shape, time } from './common.ts';

type Head = Operation['head'];
type Progress = Awaited<ReturnType<Engine['progress']>>;
type Trial = Awaited<ReturnType<Engine['dryRun']>>;
type RanCommands = Awaited<ReturnType<Engine['commands']>>[number];

export const STATES = ['queued', 'running', 'undoing', 'stuck', 'succeeded', 'failed', 'cancelled', 'unknown'] as const;

const headShape = {
  id: id('32 hex digits.'),
  kind: Type.String({ description: 'Such as `volume.create`.' }),
  version: Type.Integer({ description: 'Of the kind: goes up when its plans or steps change their form.' }),
  project: id('Whose it is.'),
  principal: id('Who asked for it.'),
  parent: Type.Optional(id('The operation that this one cleans up after.')),
  state: Type.Enum([...STATES], {
    description:
      '`stuck` waits for its next try, or for a person; `unknown` has a step that must not be repeated, and nobody saw its end.',
  }),
  createdAt: time('When it was asked for.'),
  updatedAt: time('Of its last event.'),
  endedAt: Type.Optional(time('Absent until it ends.')),
  cancelledBy: Type.Optional(id('Who wants it cancelled.')),
};

export const OperationSummary = shape('OperationSummary', headShape);
export const OperationPage = pageShape(OperationSummary);

const OperationError = shape('OperationError', {
  code: Type.String(),
  message: Type.String(),
  status: Type.Integer({ description: 'That a request would have been answered with.' }),
  retry: Type.Enum(['never', 'backoff', 'reread']),
  fields: Type.Unknown(),
});

const StepShape = shape('StepProgress', {
  key: Type.String({ description: 'For `skip`.' }),
  title: Type.String({ description: 'What a person reads.' }),
  hosts: Type.Array(Type.String(), { description: 'Where it runs, or where it may be run.' }),
  status: Type.Enum(['waiting', 'running', 'done', 'failed', 'skipped', 'undoing', 'undone']),
  hasWayBack: Type.Boolean(),
  whyNoWayBack: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
});

const ProgressShape = shape('OperationProgress', {
  stagesSettled: Type.Integer({ description: 'They stay, whatever happens to later ones.' }),
  stagesExpected: Type.Optional(Type.Integer({ description: 'Absent where nobody can know yet.' })),
  stage: Type.Optional(
    shape('StageProgress', {
      name: Type.String(),
      isUndoing: Type.Boolean(),
      stepsDone: Type.Integer(),
      stepsTotal: Type.Integer(),
      steps: Type.Array(StepShape),
    }),
  ),
});

export const OperationShape = shape('Operation', {
  ...headShape,
  input: Type.Unknown({ description: 'What was asked for.' }),
  plan: Type.Unknown({ description: 'What was decided; its form belongs to the kind and its version.' }),
  reasons: Type.Array(Type.String(), { description: 'Why it was decided so.' }),
  attempt: Type.Integer({ description: 'How often it was planned.' }),
  progress: Type.Optional(ProgressShape),
  tries: Type.Integer({ description: 'Of what it is stuck at, since its last step forward.' }),
  nextTryInMs: Type.Optional(Type.Integer({ description: 'The delay that the last try of a stuck one was given.' })),
  leftTo: Type.Array(Type.String(), { description: 'Operations that clean up what this one could not undo.' }),
  error: Type.Optional(OperationError),
  result: Type.Optional(Type.Unknown()),
});

export const TrialShape = shape(
  'Trial',
  {
    planId: id('For the header `If-Plan`, within ten minutes.'),
    plan: Type.Unknown(),
    reasons: Type.Array(Type.String()),
    stages: Type.Array(
      shape('TrialStage', {
        name: Type.String(),
        steps: Type.Array(shape('TrialStep', { key: Type.String(), title: Type.String(), hasWayBack: Type.Boolean() })),
      }),
      { description: 'As far as they are known before anything is done.' },
    ),
  },
  'What an operation would do. Nothing was changed.',
);

export const LogPage = pageShape(
  shape('LogEntry', {
    number: Type.Integer(),
    at: time('By the clock of the server that wrote it.'),
    event: Type.Object(
      { type: Type.String() },
      {
        title: 'LogEvent',
        additionalProperties: true,
        description: 'What happened; what more it has goes by its type.',
      },
    ),
  }),
);

export const CommandPage = pageShape(
  shape('StepCommands', {
    step: Type.String(),
    after: Type.Integer({ description: 'Number of the last log entry before them.' }),
    at: time('When they were recorded.'),
    commands: Type.Array(
      shape('Command', {
        host: Type.String(),
        program: Type.String(),
        argv: Type.Array(Type.String(), { description: 'Without the guard around it.' }),
        startedAt: time('Waiting for locks included.'),
        elapsedMs: Type.Number(),
        isGuarded: Type.Boolean({ description: 'Whether it ran under locks and a fencing number.' }),
        code: Type.Optional(Type.Integer({ description: 'Absent when it did not end, or nobody knows how.' })),
        stdout: Type.String({ description: 'Its beginning and end, 4 KiB at most.' }),
        stderr: Type.String({ description: 'Its beginning and end, 4 KiB at most.' }),
        error: Type.Optional(Type.String({ description: 'The code of what came in place of an answer.' })),
      }),
      { description: 'At most 200: the first and the newest.' },
    ),
  }),
);

export function showHead(head: Head): Static<typeof OperationSummary> {
  return {
    id: head.id,
    kind: head.kind,
    version: head.version,
    project: head.project,
    principal: head.principal,
    ...(head.parent === undefined ? {} : { parent: head.parent }),
    state: head.state as Static<typeof OperationSummary>['state'],
    createdAt: rfc3339(head.createdAtMs),
    updatedAt: rfc3339(head.updatedAtMs),
    ...(head.endedAtMs === undefined ? {} : { endedAt: rfc3339(head.endedAtMs) }),
    ...(head.cancelledBy === undefined ? {} : { cancelledBy: head.cancelledBy }),
  };
}

export function showOperation(
  { head, state }: Operation,
  progress: Progress | undefined,
): Static<typeof OperationShape> {
  const { error } = state;
  return {
    ...showHead(head),
    input: head.input,
    plan: state.plan,
    reasons: [...state.reasons],
    attempt: state.attempt,
    ...(progress === undefined ? {} : { progress: showProgress(progress) }),
    tries: state.tries,
    ...(state.nextTryInMs === undefined ? {} : { nextTryInMs: state.nextTryInMs }),
    leftTo: [...state.leftTo],
    ...(error === undefined
      ? {}
      : {
          error: {
            code: error.code,
            message: error.message,
            status: error.status,
            retry: error.retry,
            fields: error.fields,
          },
        }),
    ...(state.result === undefined ? {} : { result: state.result }),
  };
}

function showProgress({ stagesSettled, stagesExpected, stage }: Progress): Static<typeof ProgressShape> {
  return {
    stagesSettled,
    ...(stagesExpected === undefined ? {} : { stagesExpected }),
    ...(stage === undefined
      ? {}
      : {
          stage: {
            ...stage,
            steps: stage.steps.map(({ key, title, hosts, status, wayBack, error }) => ({
              key,
              title,
              hosts: [...hosts],
              status,
              hasWayBack: wayBack === 'undo',
              ...(wayBack === 'undo' ? {} : { whyNoWayBack: wayBack.none }),
              ...(error === undefined ? {} : { error }),
            })),
          },
        }),
  };
}

export function showTrial({ planId, plan, reasons, stages }: Trial): Static<typeof TrialShape> {
  return {
    planId,
    plan,
    reasons: [...reasons],
    stages: stages.map(({ name, steps }) => ({ name, steps: [...steps] })),
  };
}

export function showLogEntry({ number, atMs, event }: NumberedEvent): Static<typeof LogPage>['items'][number] {
  return { number, at: rfc3339(atMs), event };
}

export function showCommands({
  number,
  step,
  atMs,
  commands,
}: RanCommands): Static<typeof CommandPage>['items'][number] {
  return {
    step,
    after: number,
    at: rfc3339(atMs),
    commands: commands.map((command) => ({
      host: command.host,
      program: command.program,
      argv: [...command.argv],
      startedAt: rfc3339(command.startedAtMs),
      elapsedMs: command.elapsedMs,
      isGuarded: command.guarded,
      ...(command.code === undefined ? {} : { code: command.code }),
      stdout: command.stdout,
      stderr: command.stderr,
      ...(command.error === undefined ? {} : { error: command.error }),
    })),
  };
}
