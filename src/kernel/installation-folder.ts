import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where package.json lies, and `docs` beside it: in a clone, in a package and in the image. */
export const installationFolder: string = findFolder();

function findFolder(): string {
  // Upwards, because the compiled form lies deeper than the source.
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    if (existsSync(new URL('package.json', folder))) return fileURLToPath(folder);
    if (folder.pathname === '/') throw new Error('package.json is missing: this installation is not complete');
  }
}
