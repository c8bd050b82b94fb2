import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The version in package.json, read once at the start. */
export const version: string = readVersion();

function readVersion(): string {
  // Upwards, because the compiled form lies deeper than the source.
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const file = fileURLToPath(new URL('package.json', folder));
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
    if (folder.pathname === '/') throw new Error('package.json is missing: this installation is not complete');
  }
}
