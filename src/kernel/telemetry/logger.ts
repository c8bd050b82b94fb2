import { pino, stdTimeFunctions } from 'pino';
import { serialiseError } from './serialise-error.ts';
import { textLine } from './text-line.ts';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export type Logger = pino.Logger;

export interface LoggerOptions {
  readonly level: LogLevel;
  /** `json`: a JSON object a line. `text`: a line for people. */
  readonly format: 'json' | 'text';
  /** Where lines go: standard error, a file, a test's list. */
  readonly destination: { write(line: string): unknown };
  /** Takes secrets out of the finished line, whatever way they took into it. */
  readonly scrub: (text: string) => string;
}

const SECRET_NAMES = [
  'authorization',
  'proxyAuthorization',
  '["proxy-authorization"]',
  'cookie',
  '["set-cookie"]',
  '["x-auth-token"]',
  'password',
  'passphrase',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'key',
  'privateKey',
  'masterKey',
  'apiKey',
  'credentials',
];

// The top level, a level below (headers, fields) and two below (req.headers, err.fields).
const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => {
  const below = name.startsWith('[') ? name : `.${name}`;
  return [name, `*${below}`, `*.*${below}`];
});

/**
 * The program's log: one line an event, ISO times in UTC, levels as words, errors under `err` with code, fields and
 * causes. Well-known secret fields read `[secret]`, and `scrub` goes over the whole line last.
 */
export function createLogger({ level, format, destination, scrub }: LoggerOptions): Logger {
  const finish = format === 'text' ? (line: string): string => textLine(scrub(line)) : (line: string): string => line;
  return pino(
    {
      level,
      // Process id and host name are what the journal or the container runtime adds by itself.
      base: null,
      messageKey: 'message',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED_PATHS, censor: '[secret]' },
      serializers: { err: (error: unknown) => serialiseError(error), error: (error: unknown) => serialiseError(error) },
    },
    // For people the line is scrubbed twice: as JSON, and again as it is written, where the escapes are others.
    { write: (line) => void destination.write(scrub(finish(line))) },
  );
}
