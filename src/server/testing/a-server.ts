import { createHealth, createLogger, createMetrics, type Health } from '../../kernel/telemetry/index.ts';
import { type RunningServer, type ServerOptions, startServer } from '../start-server.ts';

export interface TestServer extends RunningServer {
  /** The first of its URLs. */
  readonly url: string;
  readonly health: Health;
  /** Lines of its log, at debug. */
  readonly log: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a real server on a free port of 127.0.0.1; stopped at the end of its scope. */
export async function aServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const log: string[] = [];
  const health = createHealth({ now: () => 0 });
  const logger = createLogger({
    level: 'debug',
    format: 'json',
    destination: { write: (line) => log.push(line) },
    scrub: (text) => text,
  });
  const server = await startServer({
    listen: [{ host: '127.0.0.1', port: 0 }],
    allowedHosts: [],
    bodyLimitBytes: 1000,
    maxConnections: 100,
    shutdownGraceMs: 10_000,
    logger,
    metrics: createMetrics(),
    health,
    onClose: async () => {},
    ...options,
  });
  const [url = ''] = server.urls;
  return { ...server, url, health: options.health ?? health, log, [Symbol.asyncDispose]: async () => server.stop() };
}
