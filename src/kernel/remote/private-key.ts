import ssh2 from 'ssh2';

/**
 * Whether a login can be proved by the text of a private key file: `encrypted` is one with a passphrase, `unknown` what
 * the ssh2 library cannot read, such as a key in hardware or no key at all.
 */
export function judgePrivateKey(text: string): 'usable' | 'encrypted' | 'unknown' {
  const parsed = ssh2.utils.parseKey(text);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key instanceof Error) return /encrypted|passphrase/i.test(key.message) ? 'encrypted' : 'unknown';
  return key?.isPrivateKey() === true ? 'usable' : 'unknown';
}
