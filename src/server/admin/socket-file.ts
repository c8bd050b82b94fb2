import { chmod, link, lstat, mkdtemp, rename, rm, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { errors } from './errors.ts';
import { findSocketState, withSocketPath } from './socket-path.ts';

const MODE = 0o600;

/**
 * Lets a server listen on a socket that only its user, and root, can ever reach: it is made in a folder of mode 0700
 * that nobody else can enter, gets its mode there, and appears at `path` by a hard link with both. Not by the process's
 * umask, which would hold for files that other threads make at the same moment.
 *
 * The file that a dead server left is removed; one that somebody listens on is not.
 *
 * @returns what removes the file, if it is still this one
 * @throws ADMIN_SOCKET_TAKEN, and what the file system throws
 */
export async function listenPrivately(server: Server, path: string): Promise<() => Promise<void>> {
  await removeDead(path);
  const folder = await mkdtemp(`${path}.`);
  const draft = join(folder, 'hostreeve-admin.sock');
  try {
    await withSocketPath(draft, (short) => listen(server, short));
    await chmod(draft, MODE);
    const ours = await lstat(draft);
    await link(draft, path).catch((cause: unknown) => {
      throw codeOf(cause) === 'EEXIST' ? errors.ADMIN_SOCKET_TAKEN({ path }, { cause }) : cause;
    });
    return async () => {
      const there = await lstat(path).catch(() => undefined);
      if (there?.ino === ours.ino && there.dev === ours.dev) await unlink(path);
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Two servers may find the same dead file: it is moved aside before it is removed, and looked at again there, so that
 * neither removes what the other has put in its place.
 */
async function removeDead(path: string): Promise<void> {
  const state = await findSocketState(path);
  if (state === 'absent') return;
  if (state !== 'dead') throw errors.ADMIN_SOCKET_TAKEN({ path });
  const there = await lstat(path).catch(() => undefined);
  if (there?.isSocket() === false)
    throw errors.ADMIN_SOCKET_UNUSABLE({ path, reason: 'something that is no socket is in its place; move it away' });
  const folder = await mkdtemp(`${path}.`);
  const aside = join(folder, 'hostreeve-admin.sock');
  try {
    await rename(path, aside);
    if ((await findSocketState(aside)) === 'dead') return;
    await link(aside, path);
    throw errors.ADMIN_SOCKET_TAKEN({ path });
  } catch (error) {
    // Another server has removed it.
    if (codeOf(error) !== 'ENOENT') throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function listen(server: Server, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ path }, () => {
    server.off('error', reject);
    resolve();
  });
  await promise;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
