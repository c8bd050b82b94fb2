import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { reasonOf } from '../kernel/errors.ts';
import type { Logger } from '../kernel/telemetry/index.ts';
import { errors } from './errors.ts';

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** The certificate of a listener, which can be replaced while it listens. */
export interface TlsContext {
  /** For the next connection. */
  current(): SecureContext;
  /** Reads the files anew; where they are of no use, what was there stays, and the log says why. */
  reload(): void;
}

/** @throws SERVER_TLS_UNUSABLE */
export function openTlsContext(files: TlsFiles, logger: Pick<Logger, 'info' | 'error'>): TlsContext {
  let context = read();

  function read(): SecureContext {
    const { certFile, keyFile } = files;
    try {
      const cert = readFileSync(certFile);
      const found = createSecureContext({ cert, key: readFileSync(keyFile), minVersion: 'TLSv1.2' });
      const { subject, subjectAltName, validTo } = new X509Certificate(cert);
      logger.info({ certFile, subject, names: subjectAltName, validTo }, 'serving HTTPS with this certificate');
      return found;
    } catch (cause) {
      throw errors.SERVER_TLS_UNUSABLE({ certFile, keyFile, reason: reasonOf(cause) }, { cause });
    }
  }

  return {
    current: () => context,
    reload: () => {
      try {
        context = read();
      } catch (error) {
        logger.error({ err: error }, 'the certificate was not replaced; the one before is served on');
      }
    },
  };
}
