import { basename } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** Prints for each client, which has a file of tests of its own, `go-client: N passed, N failed`. */
export default class CountsByClient implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      const passed = states.filter((state) => state === 'passed').length;
      const broken = states.length === 0 || module.errors().length > 0 ? 1 : 0;
      const failed = states.filter((state) => state === 'failed').length + broken;
      process.stdout.write(`${basename(module.moduleId, '.test.ts')}: ${passed} passed, ${failed} failed\n`);
    }
  }
}
