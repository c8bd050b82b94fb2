import { createHmac } from 'node:crypto';
import { type HostAddress, readHostKey } from '../remote/index.ts';

/** What a known_hosts file says of an address: lines of public keys. */
export interface KnownKeys {
  readonly keys: readonly string[];
  readonly authorities: readonly string[];
}

export interface KnownHosts {
  /** Revoked for every host, whatever patterns stand there: a stolen key is no better elsewhere. */
  readonly revoked: readonly string[];
  readonly find: (address: HostAddress) => KnownKeys;
}

interface Entry {
  readonly marker: string;
  readonly matches: (name: string) => boolean;
  readonly key: string;
}

const DEFAULT_PORT = 22;

/**
 * A known_hosts file in the form of sshd(8), hashed names, patterns, `[host]:port` and markers included. Lines whose
 * key cannot be read are passed over, as ssh does.
 */
export function parseKnownHosts(text: string): KnownHosts {
  const entries = text.split('\n').flatMap(parseLine);
  const remembered = new Map<string, KnownKeys>();
  const lookUp = (name: string): KnownKeys => {
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const matching = entries.filter(({ marker, matches }) => marker !== '@revoked' && matches(name));
    const keysOf = (wanted: string): string[] => matching.filter((e) => e.marker === wanted).map(({ key }) => key);
    const found = { keys: keysOf(''), authorities: keysOf('@cert-authority') };
    remembered.set(name, found);
    return found;
  };
  return {
    revoked: entries.filter(({ marker }) => marker === '@revoked').map(({ key }) => key),
    find: ({ address, port }) => {
      const plain = address.toLowerCase();
      if (port === DEFAULT_PORT) return lookUp(plain);
      const found = lookUp(`[${plain}]:${port}`);
      // As ssh does it: an entry without a port counts for other ports too, where none has the port.
      return found.keys.length + found.authorities.length > 0 ? found : lookUp(plain);
    },
  };
}

function parseLine(line: string): Entry[] {
  const fields = line.trim().split(/[ \t]+/);
  const marker = fields[0]?.startsWith('@') === true ? (fields.shift() ?? '') : '';
  const [names = '', type = '', base64 = ''] = fields;
  if (names === '' || names.startsWith('#') || !['', '@revoked', '@cert-authority'].includes(marker)) return [];
  const key = findKey(`${type} ${base64}`);
  return key === undefined ? [] : [{ marker, key, matches: matcher(names) }];
}

function findKey(line: string): string | undefined {
  try {
    return readHostKey(line).line;
  } catch {
    // Not a key that we know how to read, such as one of SSH 1.
    return undefined;
  }
}

function matcher(names: string): (name: string) => boolean {
  const [, salt, hash] = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/.exec(names) ?? [];
  if (salt !== undefined) {
    const key = Buffer.from(salt, 'base64');
    return (name) => createHmac('sha1', key).update(name).digest('base64') === hash;
  }
  const patterns = names.split(',').map((text) => {
    const isNegated = text.startsWith('!');
    return { isNegated, pattern: (isNegated ? text.slice(1) : text).toLowerCase() };
  });
  return (name) => {
    const matching = patterns.filter(({ pattern }) => fits(name, pattern));
    return matching.length > 0 && !matching.some(({ isNegated }) => isNegated);
  };
}

/**
 * Whether a name fits a pattern with `*` and `?`. Only the last star that was met is ever tried with more, so that the
 * work is at most the product of the two lengths: a regular expression tries all stars in every combination.
 */
function fits(name: string, pattern: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let starTakesTo = 0;
  while (at < name.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      star = inPattern;
      starTakesTo = at;
      inPattern += 1;
    } else if (wanted === '?' || wanted === name[at]) {
      at += 1;
      inPattern += 1;
    } else if (star >= 0) {
      starTakesTo += 1;
      at = starTakesTo;
      inPattern = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
