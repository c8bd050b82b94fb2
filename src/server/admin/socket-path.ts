import { closeSync, constants, openSync } from 'node:fs';
import { createConnection } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** Where the admin socket of a data folder is. */
export const adminSocketPath = (dataFolder: string): string => join(dataFolder, 'admin.sock');

/** The kernel takes 107 bytes of a socket's path; deep folders have more. */
const LONGEST_BYTES = 107;

/**
 * Calls `use` with a path of the same file that the kernel takes: a long one by way of its folder, opened here.
 *
 * @throws what opening the folder throws
 */
export async function withSocketPath<Result>(path: string, use: (path: string) => Promise<Result>): Promise<Result> {
  if (Buffer.byteLength(path) <= LONGEST_BYTES) return use(path);
  const folder = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return await use(`/proc/self/fd/${folder}/${basename(path)}`);
  } finally {
    closeSync(folder);
  }
}

/** `dead`: the file of a server that ended without removing it. */
export type SocketState = 'listening' | 'dead' | 'absent' | 'forbidden';

/**
 * What is at the place of a socket.
 *
 * @throws what connecting throws for another reason
 */
export async function findSocketState(path: string): Promise<SocketState> {
  try {
    await withSocketPath(path, connectOnce);
    return 'listening';
  } catch (error) {
    switch (error instanceof Error && 'code' in error ? error.code : undefined) {
      case 'ENOENT':
      // The folder itself, or one above it, is a file.
      case 'ENOTDIR':
        return 'absent';
      // Also a file that is no socket at all.
      case 'ECONNREFUSED':
        return 'dead';
      case 'EACCES':
      case 'EPERM':
        return 'forbidden';
      // Its queue of connections is full: somebody has it.
      case 'EAGAIN':
        return 'listening';
      default:
        throw error;
    }
  }
}

async function connectOnce(path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = createConnection({ path });
  socket.once('connect', resolve);
  socket.once('error', reject);
  try {
    await promise;
  } finally {
    socket.destroy();
  }
}
