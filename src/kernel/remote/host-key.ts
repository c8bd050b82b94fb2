import { createHash } from 'node:crypto';

/** The public key by which a host proves who it is. */
export interface HostKey {
  /** Such as `ssh-ed25519`. */
  readonly type: string;
  /** The type and the key in base64, as a line of OpenSSH's files has them. */
  readonly line: string;
  /** `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
}

/** The key in its wire form (RFC 4253, section 6.6): a length, the type, the rest. */
export function hostKeyOf(blob: Buffer): HostKey {
  const type = blob.toString('latin1', 4, 4 + blob.readUInt32BE(0));
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return { type, line: `${type} ${blob.toString('base64')}`, fingerprint: `SHA256:${digest}` };
}

/**
 * A line of OpenSSH's public key files; a comment behind the key is left out.
 *
 * @throws {TypeError} when it is none
 */
export function readHostKey(line: string): HostKey {
  const [type, base64 = ''] = line.trim().split(/\s+/);
  const blob = Buffer.from(base64, 'base64');
  const key = blob.length > 4 && blob.readUInt32BE(0) <= blob.length - 4 ? hostKeyOf(blob) : undefined;
  if (key === undefined || key.type !== type) throw new TypeError('the line is no public key of a host');
  return key;
}
