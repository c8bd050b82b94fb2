import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate for 127.0.0.1 and localhost that has signed itself, by Debian's `openssl`. */
export function makeCertificate(folder: string, name: string): Certificate {
  const certFile = join(folder, `${name}.pem`);
  const keyFile = join(folder, `${name}.key`);
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', `/CN=${name}`, '-addext', names, '-days', '2'];
  const { status, stderr, error } = spawnSync(
    'openssl',
    ['req', '-x509', ...curve, ...subject, '-keyout', keyFile, '-out', certFile],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl ended with ${error?.message ?? stderr}`);
  return { certFile, keyFile };
}
