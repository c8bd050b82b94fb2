/**
 * Runs dependency-cruiser over the code with the rules in .dependency-cruiser.mjs. It fails also when too few modules
 * were seen: with a TypeScript that it cannot use, dependency-cruiser sees none and calls that "no violations".
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const expected = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
).length;
const run = spawnSync(
  process.execPath,
  [
    'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    '--output-type',
    'json',
    '--config',
    '.dependency-cruiser.mjs',
    'src',
  ],
  { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
);
if (run.stdout === '') {
  process.stderr.write(run.stderr);
  process.exit(1);
}
const { modules, summary } = JSON.parse(run.stdout) as {
  modules: { source: string }[];
  summary: { violations: { from: string; to: string; rule: { name: string; severity: string } }[] };
};
const seen = modules.filter((module) => module.source.startsWith('src/')).length;
for (const { from, to, rule } of summary.violations) process.stderr.write(`${rule.name}: ${from} -> ${to}\n`);
if (seen < expected) process.stderr.write(`only ${seen} of ${expected} files were looked at\n`);
if (summary.violations.length > 0 || seen < expected) process.exit(1);
process.stdout.write(`arrows: ${seen} files, no violations\n`);
