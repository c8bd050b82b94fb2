import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { carrierOf } from './secure-connections.ts';

export interface Connections {
  /** Follows the connections of a server from now on. */
  follow(server: Server): void;
  /**
   * Ends the connections: those without a request at once, the others after their answer, what is left after `graceMs`
   * milliseconds by force. The servers must have stopped accepting.
   *
   * @returns how many were cut off in the middle of a request
   */
  drain(graceMs: number): Promise<number>;
}

/**
 * Node's own `closeIdleConnections` spares connections that have not sent anything yet, such as those which browsers open
 * in advance, and does not come back to those that become idle later; so a stop would always take the whole grace.
 */
export function createConnections(): Connections {
  const running = new Map<Socket, Set<ServerResponse>>();
  const drained = Promise.withResolvers<void>();
  let isDraining = false;

  function onAnswered(socket: Socket, response: ServerResponse): void {
    const responses = running.get(carrierOf(socket));
    responses?.delete(response);
    if (isDraining && responses?.size === 0) socket.end();
  }

  return {
    follow(server) {
      server.on('connection', (socket: Socket) => {
        running.set(socket, new Set());
        socket.once('close', () => {
          running.delete(socket);
          if (isDraining && running.size === 0) drained.resolve();
        });
      });
      server.prependListener('request', ({ socket }, response: ServerResponse) => {
        running.get(carrierOf(socket))?.add(response);
        response.once('close', () => onAnswered(socket, response));
      });
    },

    async drain(graceMs) {
      isDraining = true;
      for (const [socket, responses] of running) {
        if (responses.size === 0) socket.destroy();
        // Says `Connection: close`, so that the client does not send another request on it.
        for (const response of responses) response.shouldKeepAlive = false;
      }
      if (running.size === 0) drained.resolve();
      let cut = 0;
      const timer = setTimeout(() => {
        for (const [socket, responses] of running) {
          if (responses.size > 0) cut += 1;
          socket.destroy();
        }
      }, graceMs);
      await drained.promise;
      clearTimeout(timer);
      return cut;
    },
  };
}
