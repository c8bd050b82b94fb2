import type { Key } from './key.ts';
import { isKey, sections, type Section } from './sections.ts';

/** A row of the table of settings. */
export interface ConfigKey extends Key<unknown> {
  /** Dotted path in the file: `heketi.bricks.maxSizeGib`. */
  readonly path: string;
  /** Our environment variable: `HOSTREEVE_HEKETI_BRICKS_MAX_SIZE_GIB`. */
  readonly env: string;
}

/** The environment variable of a key, derived from its path and from nothing else. */
function envNameOf(path: string): string {
  return `HOSTREEVE_${path
    .replaceAll('.', '_')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`;
}

function rowsOf(section: Section, prefix: string): ConfigKey[] {
  return Object.entries(section).flatMap(([name, node]) => {
    const path = prefix + name;
    return isKey(node) ? [{ ...node, path, env: envNameOf(path) }] : rowsOf(node, `${path}.`);
  });
}

/** Every setting, in the order of the file: help, documents, environment and Heketi's names are all read from it. */
export const configKeys: readonly ConfigKey[] = rowsOf(sections, '');
