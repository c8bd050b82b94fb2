import type { Config } from '../../kernel/config/index.ts';
import { version } from '../../kernel/version.ts';
import { errors } from './errors.ts';

/** What both ends must have in common, as they tell each other. */
export const RELEASE_HEADER = 'x-hostreeve-release';
export const STORE_HEADER = 'x-hostreeve-store';

/** Which store a configuration has, as far as two configurations of one data folder can differ in it; no password. */
export const storeName = ({ store }: Pick<Config, 'store'>): string =>
  store.url ?? 'the SQLite file in the data folder';

/** The headers of a command that has this configuration. */
export function handshakeOf(config: Pick<Config, 'store'>): Record<string, string> {
  return { [RELEASE_HEADER]: version, [STORE_HEADER]: encodeURIComponent(storeName(config)) };
}

/**
 * A command of another release may mean something else, and one for another store something else again.
 *
 * @throws ADMIN_SERVER_DIFFERS
 */
export function checkHandshake(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  config: Pick<Config, 'store'>,
): void {
  const ours = handshakeOf(config);
  for (const [header, what] of [
    [RELEASE_HEADER, 'release'],
    [STORE_HEADER, 'store'],
  ] as const) {
    const [server = '', command = ''] = [ours[header], String(headers[header] ?? '')].map(decoded);
    if (server !== command) throw errors.ADMIN_SERVER_DIFFERS({ what, server, command });
  }
}

function decoded(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return '';
  }
}
