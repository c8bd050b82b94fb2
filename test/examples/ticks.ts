import type { Reporter, TestModule } from 'vitest/node';

/** Prints a tick or a cross for each example of the documents, in their order. */
export default class Ticks implements Reporter {
  onTestModuleEnd(module: TestModule): void {
    if (!module.moduleId.includes('/test/examples/')) return;
    const lines: string[] = [];
    let [kept, broken] = [0, 0];
    let document = '';
    for (const test of module.children.allTests()) {
      const of = test.parent.type === 'suite' ? test.parent.name : '';
      if (of !== document) lines.push(`\n${of}`);
      document = of;
      const isKept = test.result().state === 'passed';
      if (isKept) kept += 1;
      else broken += 1;
      lines.push(`  ${isKept ? '✓' : '✗'} ${test.name}`);
    }
    process.stdout.write(`${lines.join('\n')}\n  ${kept} passed, ${broken} failed\n\n`);
  }
}
