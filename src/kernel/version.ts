import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installationFolder } from './installation-folder.ts';

/** The version in package.json, read once at the start. */
export const version: string = readVersion();

function readVersion(): string {
  return (JSON.parse(readFileSync(join(installationFolder, 'package.json'), 'utf8')) as { version: string }).version;
}
