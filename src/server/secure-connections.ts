import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { TlsContext } from './tls-context.ts';

/** For the agreement on keys, and for the first byte. */
const HANDSHAKE_MS = 15_000;
/** The first byte of a handshake (RFC 8446, section 5.1); no request of HTTP begins with it. */
const HANDSHAKE = 22;

const PLAIN_ANSWER = [
  'HTTP/1.0 400 Bad Request',
  'Connection: close',
  '',
  'Client sent an HTTP request to an HTTPS server.\n',
].join('\r\n');

const carriers = new WeakMap<Socket, Socket>();

/** The connection of TCP that a request's socket is on. */
export function carrierOf(socket: Socket): Socket {
  return carriers.get(socket) ?? socket;
}

/**
 * Puts TLS under the connections of a server of plain HTTP that listens. So its limits and its times count for both, and
 * who speaks plain HTTP to it gets an answer: 400, as from Heketi (contract heketi-api §1.1).
 */
export function secureConnections(server: Server, context: TlsContext): void {
  const [serve] = server.listeners('connection');
  if (serve === undefined) throw new TypeError('the server takes no connections');
  server.removeAllListeners('connection');
  server.on('connection', (carrier: Socket) => {
    const tooLate = setTimeout(() => carrier.destroy(), HANDSHAKE_MS);
    carrier.once('close', () => clearTimeout(tooLate));
    // Whoever goes away in the middle of it is no news.
    carrier.on('error', () => carrier.destroy());
    carrier.once('data', (first: Buffer) => {
      carrier.pause();
      if (first[0] !== HANDSHAKE) {
        carrier.end(PLAIN_ANSWER);
        return;
      }
      carrier.unshift(first);
      const socket = new TLSSocket(carrier, {
        isServer: true,
        secureContext: context.current(),
        ALPNProtocols: ['http/1.1'],
      });
      carriers.set(socket, carrier);
      socket.on('error', () => carrier.destroy());
      socket.once('secure', () => {
        clearTimeout(tooLate);
        Reflect.apply(serve, server, [socket]);
      });
    });
  });
}
