import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';
import type { HostAddress } from './host-address.ts';
import { readHostKey } from './host-key.ts';

/** What the system's ssh reads for one connection, in a folder that nobody else can enter. */
export interface OpenSshFiles {
  readonly socket: string;
  readonly knownHosts: string;
  /** The name under which `knownHosts` has the keys, whatever the address; certificates must have the address itself. */
  readonly alias: string;
  readonly identity?: string;
  /** The private key is not needed any more once the connection stands. */
  removeIdentity(): Promise<void>;
  remove(): Promise<void>;
}

// A socket's path has 108 bytes at most (unix(7)); ssh adds 17 to it for a while, and we some.
const longestFolder = 70;

/**
 * @param folder is made with mode 0700 unless it is there
 * @throws {TypeError} when the folder's path is too long for sockets
 */
export async function makeOpenSshFiles(
  folder: string,
  account: Account,
  { address }: HostAddress,
): Promise<OpenSshFiles> {
  if (Buffer.byteLength(folder) > longestFolder) {
    throw new TypeError(`'${folder}' is too long for a path of sockets; ${longestFolder} bytes are allowed`);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const place = await mkdtemp(join(folder, 'c-'));
  const knownHosts = join(place, 'known_hosts');
  const { host, hostKeys, hostAuthorities = [], revokedKeys = [] } = account;
  const alias = hostAuthorities.length === 0 ? host : address;
  const linesOf = (mark: string, keys: readonly string[]): string[] =>
    keys.map((line) => `${mark}${alias} ${readHostKey(line).line}\n`);
  const lines = [
    ...linesOf('', hostKeys),
    ...linesOf('@cert-authority ', hostAuthorities),
    ...linesOf('@revoked ', revokedKeys),
  ];
  await writeFile(knownHosts, lines.join(''), { mode: 0o600 });
  const { privateKey } = account.credentials;
  const identity = join(place, 'identity');
  // OpenSSH reads a key only with the newline behind its last line.
  if (privateKey !== undefined) await writeFile(identity, `${privateKey.reveal().trimEnd()}\n`, { mode: 0o600 });
  return {
    socket: join(place, 's'),
    knownHosts,
    alias,
    ...(privateKey === undefined ? {} : { identity }),
    removeIdentity: () => rm(identity, { force: true }),
    remove: () => rm(place, { recursive: true, force: true }),
  };
}
