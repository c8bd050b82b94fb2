import type { Reporter, SerializedError, TestModule, Vitest } from 'vitest/node';

/**
 * Prints a suite's time and, as its very last line, `N passed, N failed` (`, N skipped` when there are skips). A file
 * that does not load counts as one failure, and so does every error outside a test; a suite that ran nothing fails.
 */
export default class Counts implements Reporter {
  #suite = 'test';
  #startedAt = Date.now();

  onInit(vitest: Vitest): void {
    this.#suite = vitest.config.name === undefined || vitest.config.name === '' ? 'test' : vitest.config.name;
    this.#startedAt = Date.now();
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    for (const module of modules) {
      let tests = 0;
      for (const test of module.children.allTests()) {
        tests += 1;
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'skipped') skipped += 1;
        else failed += 1;
      }
      if (tests === 0 || (module.state() === 'failed' && module.errors().length > 0)) failed += 1;
    }
    // In CI a skip is no pass, and a run of no test is none anywhere.
    const isMissing = passed + failed === 0 || (skipped > 0 && process.env['CI'] !== undefined);
    const seconds = ((Date.now() - this.#startedAt) / 1000).toFixed(1);
    process.on('exit', () => {
      if (isMissing) process.exitCode = 1;
      process.stdout.write(
        `${this.#suite}: ${seconds} s\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
      );
    });
  }
}
