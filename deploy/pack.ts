/**
 * Makes the release form in `dist-pack`: the folder `hostreeve`, and the same as a package for `npm install FILE`.
 *
 * A clone runs its TypeScript as it is; below `node_modules` Node strips no types, so here it is compiled. Only what
 * `src/main.ts` and the threads reach goes along, so no tests. The exact versions of package-lock.json do, as
 * `npm-shrinkwrap.json`: `npm ci` in the folder keeps to them, and npm does for a package from a registry. For one from
 * a file it keeps to those of package.json alone.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Fields = Readonly<Record<string, unknown>>;

const root = dirname(import.meta.dirname);
const output = join(root, 'dist-pack');
const release = join(output, 'hostreeve');

rmSync(output, { recursive: true, force: true });
mkdirSync(release, { recursive: true });

run(process.execPath, [join(root, 'node_modules/typescript7/bin/tsc'), '-p', import.meta.dirname], root);
const compiled = readdirSync(join(release, 'dist'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js'))
  .map((name) => join(release, 'dist', name));
for (const file of compiled) nameThreadsAnew(file);
for (const file of compiled) checkImports(file);

for (const name of ['bin', 'docs', 'examples', 'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md'])
  cpSync(join(root, name), join(release, name), { recursive: true });

// The page of Heketi's API (src/server/heketi-documents.ts): two files of the package, which is twelve megabytes.
for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt', 'LICENSE', 'NOTICE'])
  cpSync(join(root, 'node_modules/swagger-ui-dist', name), join(release, 'docs/api/swagger-ui', name));

// Scripts and tools for development stay behind; overrides are about these.
write('package.json', without(read('package.json'), 'scripts', 'devDependencies', 'overrides', 'private'));
const lockfile = read('package-lock.json');
const packages = Object.entries(lockfile['packages'] as Readonly<Record<string, Fields>>)
  .filter(([, { dev }]) => dev !== true)
  .map(([path, fields]) => [path, path === '' ? without(fields, 'devDependencies') : fields]);
write('npm-shrinkwrap.json', { ...lockfile, packages: Object.fromEntries(packages) });

run('npm', ['pack', '--silent', '--pack-destination', output], release);

/** The compiler leaves the names of files of threads alone: for it they are addresses, and no imports. */
function nameThreadsAnew(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/(new URL\('[^']+)\.ts(', import\.meta\.url\))/g, '$1.js$2'));
}

/** Everything that is named from a file is there, under its new name. */
function checkImports(file: string): void {
  const named = /(?:\bfrom |\bimport |\bimport\(|\bnew URL\()'([^']+\.[jt]s)'/g;
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(named)) {
    const isOurs = name.startsWith('.') || !name.includes('/');
    if (isOurs && !existsSync(join(dirname(file), name))) fail(`${file} names ${name}, which is not in the package`);
  }
}

function read(name: string): Fields {
  return JSON.parse(readFileSync(join(root, name), 'utf8')) as Fields;
}

function without(fields: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function write(name: string, value: Fields): void {
  writeFileSync(join(release, name), `${JSON.stringify(value, undefined, 2)}\n`);
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(program, args, { cwd, stdio: 'inherit' });
  if (status !== 0) fail(`${program} ended with ${error?.message ?? status}`);
}

function fail(message: string): never {
  process.stderr.write(`pack: ${message}\n`);
  process.exit(1);
}
