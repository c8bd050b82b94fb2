import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { judgePrivateKey } from './private-key.ts';

function sshKeygen(type: string, passphrase: string, ...more: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostreeve-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', file, ...more]);
  return readFileSync(file, 'utf8');
}

const noSshKeygen = spawnSync('ssh-keygen', ['-?']).error !== undefined;

describe('a private key', () => {
  it('is usable in the forms that ssh-keygen and openssl write', ({ skip }) => {
    if (noSshKeygen) skip('no ssh-keygen');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const texts = [sshKeygen('ed25519', ''), sshKeygen('ecdsa', ''), sshKeygen('rsa', '', '-m', 'PEM'), pem];
    expect(texts.map(judgePrivateKey)).toEqual(texts.map(() => 'usable'));
  });

  it('is told apart when it has a passphrase', ({ skip }) => {
    if (noSshKeygen) skip('no ssh-keygen');
    const texts = [sshKeygen('ed25519', 'a passphrase'), sshKeygen('rsa', 'a passphrase', '-m', 'PEM')];
    expect(texts.map(judgePrivateKey)).toEqual(['encrypted', 'encrypted']);
  });

  it('is not known when the text is a public key, or none', () => {
    const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';
    expect([line, '', 'a text'].map(judgePrivateKey)).toEqual(['unknown', 'unknown', 'unknown']);
  });
});
