import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKnownHosts } from './known-hosts.ts';
import { line, otherLine } from './testing/an-inventory.ts';

const at = (address: string, port = 22) => ({ address, port });
const keysAt = (text: string, address: string, port?: number): readonly string[] =>
  parseKnownHosts(text).find(at(address, port)).keys;

function hashed(name: string): string {
  const salt = Buffer.alloc(20, 7);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

describe('a known_hosts file', () => {
  it('gives the keys of a name, in any case, with all that stand for it', () => {
    const text = `# a comment\n\nWeb1,10.0.0.1 ${line} root@web1\nweb1 ${otherLine}\nweb2 ${otherLine}\n`;
    expect(keysAt(text, 'WEB1')).toEqual([line, otherLine]);
    expect(keysAt(text, '10.0.0.1')).toEqual([line]);
    expect(keysAt(text, 'web3')).toEqual([]);
  });

  it('finds hashed names', () => {
    const text = `${hashed('web1')} ${line}\n${hashed('[web1]:2222')} ${otherLine}\n`;
    expect(keysAt(text, 'web1')).toEqual([line]);
    expect(keysAt(text, 'web1', 2222)).toEqual([otherLine]);
    expect(keysAt(text, 'web2')).toEqual([]);
  });

  it('prefers an entry with the port, and else takes one without', () => {
    const text = `web1 ${line}\n[web1]:2222 ${otherLine}\n`;
    expect(keysAt(text, 'web1', 2222)).toEqual([otherLine]);
    expect(keysAt(text, 'web1', 2223)).toEqual([line]);
    expect(keysAt(`[web1]:2222 ${line}`, 'web1')).toEqual([]);
  });

  it('understands patterns and their negation', () => {
    const text = `*.example.org,!bad.example.org,10.0.0.? ${line}\n`;
    expect(keysAt(text, 'a.b.example.org')).toEqual([line]);
    expect(keysAt(text, 'bad.example.org')).toEqual([]);
    expect(keysAt(text, '10.0.0.1')).toEqual([line]);
    expect(keysAt(text, '10.0.0.12')).toEqual([]);
    expect(keysAt(text, 'axexample.org')).toEqual([]);
    expect(keysAt(`[2001:db8::1]:22 ${otherLine}\n2001:db8::1 ${line}`, '2001:db8::1')).toEqual([line]);
  });

  it('matches a pattern of many stars as it matches any other', () => {
    const many = `${'*a'.repeat(40)}*b ${line}`;
    expect(keysAt(many, 'a'.repeat(200))).toEqual([]);
    expect(keysAt(many, `${'a'.repeat(200)}b`)).toEqual([line]);
    expect(keysAt(`a**?c* ${line}`, 'abc')).toEqual([line]);
    expect(keysAt(`a*?c ${line}`, 'ac')).toEqual([]);
    expect(keysAt(`* ${line}`, '')).toEqual([line]);
  });

  it('gives a star any text, a question mark any character, and the rest itself', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(letters, patterns, (name, pattern) => {
        const source = pattern.replaceAll('.', '[.]').replaceAll('*', '.*').replaceAll('?', '.');
        expect(keysAt(`${pattern} ${line}`, name)).toEqual(new RegExp(`^${source}$`).test(name) ? [line] : []);
      }),
    );
  });

  it('tells authorities and revoked keys from keys of hosts', () => {
    const text = `@cert-authority *.example.org ${line}\n@revoked * ${otherLine}\nweb1.example.org ${otherLine}\n`;
    const known = parseKnownHosts(text);
    expect(known.find(at('web1.example.org'))).toEqual({ keys: [otherLine], authorities: [line] });
    expect(known.revoked).toEqual([otherLine]);
  });

  it('passes over lines that it cannot read', () => {
    const text = `web1\nweb1 ssh-ed25519\nweb1 1024 35 12345\n@else web1 ${line}\nweb1 ssh-rsa ${line.split(' ')[1]}\n|1|x ${line}\n`;
    expect(keysAt(text, 'web1')).toEqual([]);
  });
});
