import { basename } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Prints for each client, which has a file of tests of its own, and for each server that it was tried with, `go-client
 * with Heketi: N passed, N failed`.
 */
export default class CountsByClient implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      const client = basename(module.moduleId, '.test.ts');
      const tests = [...module.children.allTests()];
      for (const [server, own] of Map.groupBy(tests, serverOf)) print(`${client}${server}`, own);
      // What could not be run is a failure beside them.
      if (tests.length === 0 || module.errors().length > 0) process.stdout.write(`${client}: 0 passed, 1 failed\n`);
    }
  }
}

/** Empty for what needs both servers, or none. */
function serverOf({ fullName }: TestCase): string {
  return / with (?:Heketi|Hostreeve)\b/.exec(fullName)?.[0] ?? '';
}

function print(what: string, tests: readonly TestCase[]): void {
  const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
  const skipped = count('skipped') === 0 ? '' : `, ${count('skipped')} skipped`;
  process.stdout.write(`${what}: ${count('passed')} passed, ${count('failed')} failed${skipped}\n`);
}
