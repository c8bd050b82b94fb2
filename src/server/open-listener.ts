import { createServer, type RequestListener, type Server } from 'node:http';
import type { ListenAddress } from '../kernel/config/index.ts';
import { answerClientError, MAX_HEADER_BYTES } from './answer-client-error.ts';
import { errors } from './errors.ts';
import { printListenAddress } from './listen-address.ts';
import { secureConnections } from './secure-connections.ts';
import type { TlsContext } from './tls-context.ts';

/** Longer than the minute for which proxies keep a connection, so that it is not us who closes under a request. */
const KEEP_ALIVE_MS = 72_000;
/** From the connection, or the end of the request before, to the end of the headers: a minute for 1 MiB at most. */
const HEADERS_TIMEOUT_MS = 60_000;

export interface Listener {
  readonly server: Server;
  /** Where it listens, with the port that the system chose: `http://127.0.0.1:8080`. */
  readonly url: string;
}

/**
 * Opens one address.
 *
 * What takes time here may be as it should be: a stream of events lasts for days, an upload for hours, and a request can
 * wait for its operation. So the time of headers is bound, and that of bodies and answers is not; instead the number of
 * connections is, which is what holds memory and file descriptors. Whoever is over it is closed before a byte is read.
 *
 * @throws {CodedError} SERVER_PORT_TAKEN or SERVER_ADDRESS_UNUSABLE
 */
export async function openListener(
  address: ListenAddress,
  { maxConnections, tls }: { readonly maxConnections: number; readonly tls?: TlsContext | undefined },
  onRequest: RequestListener,
): Promise<Listener> {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      // The time for a whole request, body included: an upload may take hours.
      requestTimeout: 0,
    },
    onRequest,
  );
  server.maxConnections = maxConnections;
  if (tls !== undefined) secureConnections(server, tls);
  server.on('clientError', answerClientError);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause) => reject(listenError(address, cause)));
  server.listen({ host: address.host, port: address.port }, resolve);
  await promise;
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return {
    server,
    url: `${tls === undefined ? 'http' : 'https'}://${printListenAddress({ host: address.host, port })}`,
  };
}

function listenError(listenAddress: ListenAddress, cause: Error & { readonly code?: string }): Error {
  const address = printListenAddress(listenAddress);
  switch (cause.code ?? 'unknown') {
    case 'EADDRINUSE':
      return errors.SERVER_PORT_TAKEN({ address }, { cause });
    case 'EACCES':
      return errors.SERVER_ADDRESS_UNUSABLE(
        { address, reason: 'this user may not listen there; ports under 1024 need a right' },
        { cause },
      );
    case 'EADDRNOTAVAIL':
      return errors.SERVER_ADDRESS_UNUSABLE({ address, reason: 'this machine does not have the address' }, { cause });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return errors.SERVER_ADDRESS_UNUSABLE({ address, reason: 'the host name cannot be resolved' }, { cause });
    default:
      return errors.SERVER_ADDRESS_UNUSABLE({ address, reason: cause.message }, { cause });
  }
}
