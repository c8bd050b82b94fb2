import { createHostSession, type SessionOptions, type SessionParts } from './host-session.ts';
import type { HostId } from './host-id.ts';
import { call, defineProgram, words } from './program.ts';
import type { HostSession } from './session.ts';

/** The hosts of a fleet, as the operations engine uses them. */
export interface Hosts {
  session(host: HostId, options: SessionOptions): HostSession;
  /**
   * Takes the locks on the host, leaves the epoch there, and frees them: a command under an earlier epoch that was still
   * running has ended by then, and none will start any more. Throws as a session's `change` does.
   */
  fence(host: HostId, options: SessionOptions): Promise<void>;
}

/** Does nothing, under the guard. */
export const fenceProgram = defineProgram({
  name: 'fence',
  grammar: words('true'),
  parse: ({ code }): 'fenced' => {
    if (code !== 0) throw new Error(`'true' ended with code ${code}`);
    return 'fenced';
  },
});

/**
 * @example
 * const hosts = createHosts({ transport, clock, newNonce: () => randomBytes(8).toString('hex') });
 * await hosts.session(host, options).change(call(rmdir, { path: '/mnt/x' }));
 */
export function createHosts(parts: SessionParts): Hosts {
  return {
    session: (host, options) => createHostSession(parts, host, options),
    fence: async (host, { recordName: _none, ...options }) => {
      await createHostSession(parts, host, options).change(call(fenceProgram, {}));
    },
  };
}
