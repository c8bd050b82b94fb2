import type { FastifyBaseLogger } from 'fastify';

/**
 * A logger of one request that comes into being with its first line: hardly any request writes one, and to make a child
 * took a tenth of the time of a small read [measured].
 */
export function requestLogger(parent: FastifyBaseLogger, make: () => FastifyBaseLogger): FastifyBaseLogger {
  let made: FastifyBaseLogger | undefined;
  const own = (): FastifyBaseLogger => {
    made ??= make();
    return made;
  };
  const at =
    (level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'): FastifyBaseLogger['info'] =>
    (...line: Parameters<FastifyBaseLogger['info']>) =>
      own()[level](...line);
  return {
    get level() {
      return made?.level ?? parent.level;
    },
    set level(level) {
      own().level = level;
    },
    fatal: at('fatal'),
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    trace: at('trace'),
    silent: at('silent'),
    child: (bindings, options) => own().child(bindings, options),
  };
}
