import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { type Agent, request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/store/fixtures.ts';
import { makeCertificate } from '../../test/tls/make-certificate.ts';
import { createLogger } from '../kernel/telemetry/index.ts';
import { aServer } from './testing/a-server.ts';
import { openTlsContext } from './tls-context.ts';

async function aTlsServer() {
  const folder = temporaryFolder();
  const lines: string[] = [];
  const logger = createLogger({
    level: 'debug',
    format: 'json',
    destination: { write: (line) => lines.push(line) },
    scrub: (line) => line,
  });
  const files = makeCertificate(folder, 'first');
  const tls = openTlsContext(files, logger);
  const server = await aServer({ tls });
  return { folder, files, tls, server, lines, port: Number(new URL(server.url).port) };
}

async function ask(url: string, ca: string, agent?: Agent): Promise<{ body: string; subject: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ body: string; subject: string }>();
  httpsRequest(url, { ca: readFileSync(ca), ...(agent === undefined ? {} : { agent }) }, (response) => {
    const { CN } = (response.socket as TLSSocket).getPeerCertificate().subject;
    text(response).then((body) => resolve({ body, subject: String(CN) }), reject);
  })
    .on('error', reject)
    .end();
  return promise;
}

/** What comes back for these bytes, until the other end closes. */
async function send(port: number, bytes: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.write(bytes);
  return text(socket);
}

it('serves HTTPS, and answers plain HTTP with a bare 400', async () => {
  const { files, port, server } = await aTlsServer();
  await using _ = server;
  expect(server.url).toBe(`https://127.0.0.1:${port}`);
  expect(await ask(`${server.url}/healthz`, files.certFile)).toEqual({ body: '{"status":"ok"}', subject: 'first' });
  expect(await send(port, 'GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n')).toBe(
    'HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
  );
  // It goes on after who speaks neither.
  await send(port, '\u0016nonsense');
  expect((await ask(`${server.url}/healthz`, files.certFile)).subject).toBe('first');
});

it('takes a new certificate for new connections, and keeps the old one where the new is of no use', async () => {
  const { folder, files, tls, server, lines } = await aTlsServer();
  await using _ = server;
  const { port } = new URL(server.url);
  const open = connectTls({ host: '127.0.0.1', port: Number(port), ca: readFileSync(files.certFile) });
  await new Promise((resolve) => open.once('secureConnect', resolve));
  const first = join(folder, 'kept.pem');
  copyFileSync(files.certFile, first);

  const other = makeCertificate(folder, 'second');
  copyFileSync(other.certFile, files.certFile);
  tls.reload();
  expect(lines.at(-1)).toContain('"the certificate was not replaced; the one before is served on"');
  expect((await ask(`${server.url}/healthz`, first)).subject).toBe('first');

  copyFileSync(other.keyFile, files.keyFile);
  tls.reload();
  expect((await ask(`${server.url}/healthz`, other.certFile)).subject).toBe('second');
  open.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect(await text(open)).toContain('{"status":"ok"}');

  writeFileSync(files.certFile, 'nonsense');
  tls.reload();
  expect((await ask(`${server.url}/healthz`, other.certFile)).subject).toBe('second');
});

it('stops at once with connections that are idle, or in the middle of a handshake', async () => {
  const { files, server, port } = await aTlsServer();
  const half = connect({ host: '127.0.0.1', port });
  const idle = connectTls({ host: '127.0.0.1', port, ca: readFileSync(files.certFile) });
  await new Promise((resolve) => idle.once('secureConnect', resolve));
  const closed = [half, idle].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  idle.on('error', () => undefined);
  half.on('error', () => undefined);
  half.write('\u0016');
  await server.stop();
  await Promise.all(closed);
});

it('does not start with files that are of no use', async () => {
  const folder = temporaryFolder();
  const { certFile } = makeCertificate(folder, 'first');
  const { keyFile } = makeCertificate(folder, 'second');
  const logger = createLogger({
    level: 'silent',
    format: 'json',
    destination: { write: () => true },
    scrub: (line) => line,
  });
  for (const files of [
    { certFile, keyFile },
    { certFile: join(folder, 'is-not-there'), keyFile },
    { certFile: keyFile, keyFile: certFile },
  ])
    expect(() => openTlsContext(files, logger)).toThrow(expect.objectContaining({ code: 'SERVER_TLS_UNUSABLE' }));
});
