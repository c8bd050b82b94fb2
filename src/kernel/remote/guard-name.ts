/**
 * Names of locks and records; they become names of files on hosts.
 *
 * @throws {TypeError}
 */
export function checkGuardName(name: string): string {
  if (!/^[a-z0-9][a-z0-9.-]{0,119}$/.test(name)) throw new TypeError(`'${name}' cannot name a lock or a record`);
  return name;
}

/**
 * Directories and files on hosts that our fixed sh texts work on.
 *
 * @throws {TypeError} unless the path is absolute and plain, so that no text can take it for an option or a glob
 */
export function checkAbsolutePath(path: string): string {
  if (!path.startsWith('/') || path.includes('\0') || path.endsWith('/')) {
    throw new TypeError(`'${path}' is no absolute path of a file or directory`);
  }
  return path;
}

/** Where hosts keep locks, epochs and records. On a disk, not in /run: an old epoch must stay refused after a boot. */
export const defaultGuardDirectory = '/var/lib/hostreeve/locks';
