import { describe, expect, it } from 'vitest';
import type { RecordedProgram } from './recordings.ts';

/** What holds for every program with recordings. What its answers mean stands in `__golden__` beside the test. */
export function recordedTests(programs: readonly RecordedProgram[]): void {
  describe.each(programs)('what real hosts answered to $name', (program) => {
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
  });
}
