import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressText } from './operation-text.ts';
import { createProgress } from './progress-line.ts';
import { anOperation, aStage, ended } from './testing/an-operation.ts';

const START_MS = Date.parse('2026-01-01T00:00:00.000Z');

/** A progress with all that it wrote, and a clock that is set by hand. */
function aProgress(columns?: number) {
  let nowMs = START_MS;
  let written = '';
  const progress = createProgress({
    write: (text) => {
      written += text;
    },
    now: () => nowMs,
    ...(columns === undefined ? {} : { columns: () => columns }),
  });
  return {
    progress,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** What was written since the last look. */
    look: (): string => {
      const text = written;
      written = '';
      return text;
    },
  };
}

describe('progress on a terminal', () => {
  it('is one line with stage, steps and elapsed time, written over as time passes', () => {
    const { progress, pass, look } = aProgress(80);
    pass(4_000);
    progress.show(anOperation());
    expect(look()).toBe('\r\u001b[Kvolume.create  create 3/8, 4 s  make brick 4');
    pass(68_000);
    progress.tick();
    expect(look()).toBe('\r\u001b[Kvolume.create  create 3/8, 1 min 12 s  make brick 4');
  });

  it('is taken away before something else is written, and once only', () => {
    const { progress, look } = aProgress(80);
    progress.tick();
    progress.clear();
    expect(look()).toBe('');
    progress.show(anOperation());
    look();
    progress.clear();
    progress.clear();
    progress.tick();
    expect(look()).toBe('\r\u001b[K');
  });

  it('never wraps, nor lets a title move the cursor', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), fc.string({ unit: 'binary' }), (columns, title) => {
        const { progress, look } = aProgress(columns);
        const [step] = aStage({}).steps;
        const steps = step === undefined ? [] : [{ ...step, title }];
        progress.show(anOperation({ progress: { stagesSettled: 0, stage: aStage({ steps }) } }));
        const line = look().slice('\r\u001b[K'.length);
        expect([...new Intl.Segmenter('en').segment(line)].length).toBeLessThan(columns);
        expect(line).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('takes a terminal that does not know its width for one of 80 columns', () => {
    const { progress, look } = aProgress(0);
    progress.show(anOperation());
    expect(look()).toContain('make brick 4');
  });
});

it('is a line for each change where there is no terminal, and nothing else', () => {
  const { progress, pass, look } = aProgress();
  progress.show(anOperation());
  progress.show(anOperation({ updatedAt: '2026-01-01T00:00:02.000Z' }));
  pass(1_000);
  progress.tick();
  progress.clear();
  progress.show(anOperation({ progress: { stagesSettled: 1 } }));
  progress.show(anOperation({ ...ended, progress: { stagesSettled: 1 } }));
  expect(look()).toBe(`volume.create ${'a'.repeat(32)}: create 3/8\n`);
});

it.each([
  [{ state: 'queued' }, 'waits for its turn'],
  [{}, 'create 3/8'],
  [{ progress: { stagesSettled: 0 } }, 'running'],
  [{ progress: { stagesSettled: 1, stagesExpected: 3, stage: aStage({}) } }, 'stage 2 of 3: create 3/8'],
  [{ progress: { stagesSettled: 4, stage: aStage({}) } }, 'stage 5: create 3/8'],
  [{ state: 'undoing', progress: { stagesSettled: 0, stage: aStage({ isUndoing: true }) } }, 'undoing create 3/8'],
  [
    { state: 'stuck', error: { code: 'X', message: 'node1 is away', status: 503, retry: 'backoff', fields: {} } },
    'stuck: node1 is away, create 3/8',
  ],
  [{ state: 'stuck', progress: { stagesSettled: 0 } }, 'stuck: it will be tried again'],
] as const)('tells of %j as: %s', (changes, text) => {
  expect(progressText(anOperation(changes))).toBe(text);
});
