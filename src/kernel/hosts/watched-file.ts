import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '../clock.ts';

/** Where files come from; tests hand in their own. */
export interface Files {
  /** Another text whenever the file may have another content. */
  readonly version: (path: string) => Promise<string>;
  readonly read: (path: string) => Promise<string>;
}

export const realFiles: Files = {
  version: async (path) => {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join('/');
  },
  read: (path) => readFile(path, 'utf8'),
};

/** Gives what a file says, read once and again when it has changed. Throws what reading and `parse` throw. */
export type WatchedFile<Content> = () => Promise<Content>;

/** How long a file is not even looked at. */
const LOOK_EVERY_MS = 1_000;

export function watchFile<Content>(
  path: string,
  parse: (text: string) => Content,
  { files, clock }: { readonly files: Files; readonly clock: Clock },
): WatchedFile<Content> {
  let known: { readonly version: string; readonly content: Content } | undefined;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    // A clock that was set back must not make an old content last.
    if (known !== undefined && now >= lookedAtMs && now - lookedAtMs < LOOK_EVERY_MS) return known.content;
    const version = await files.version(path);
    // The version was taken before the reading: a change in between is read again next time.
    if (known?.version !== version) known = { version, content: parse(await files.read(path)) };
    lookedAtMs = now;
    return known.content;
  };
}
