import { describe, expect, it } from 'vitest';
import type { RecordedProgram } from './recordings.ts';

/** What holds for every program with recordings. What its answers mean stands in `__golden__` beside the test. */
export function recordedTests(programs: readonly RecordedProgram[]): void {
  describe.each(programs)('what real hosts answered to $name', (program) => {
    it('was recorded, and not thought out', () => {
      for (const { name, isDerived } of program.recordings) expect([name, isDerived]).toEqual([name, false]);
    });

    holdFor(program);
  });
}

/** The same for answers that were derived from the source of a program, until real ones can be had. */
export function derivedTests(programs: readonly RecordedProgram[]): void {
  describe.each(programs)('what the source says of the answers to $name', (program) => {
    it('is marked as derived', () => {
      for (const { name, isDerived } of program.recordings) expect([name, isDerived]).toEqual([name, true]);
    });

    holdFor(program);
  });
}

function holdFor(program: RecordedProgram): void {
  it('was asked with arguments that the grammar prints', () => {
    expect(program.recordings.length).toBeGreaterThan(0);
    for (const { argv } of program.recordings) expect(program.printed(argv)).toEqual(argv);
  });

  it('means what stands beside it', async () => {
    const meaning = program.recordings.map(
      ({ name, argv, result }) => `${name}: ${JSON.stringify(program.meaning(argv, result))}`,
    );
    const golden = `__golden__/${program.name.replaceAll(' ', '-')}.txt`;
    await expect(`${meaning.join('\n')}\n`).toMatchFileSnapshot(golden);
  });
}
