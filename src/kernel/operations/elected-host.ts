import { CodedError } from '../errors.ts';
import type { HostSession } from '../remote/index.ts';

/**
 * Several hosts that can do the same work, as one: the first that can be reached has it, for as long as it can be.
 *
 * @throws {TypeError} without hosts
 */
export function electedHost(sessions: readonly HostSession[]): HostSession {
  let elected = 0;
  const current = (): HostSession => {
    const session = sessions[elected];
    if (session === undefined) throw new TypeError('nobody can be elected from no hosts');
    return session;
  };
  const onTheFirst = async <Result>(act: (session: HostSession) => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        return await act(current());
      } catch (error) {
        // Only what certainly was not started may be handed to another.
        const isUntouched = error instanceof CodedError && error.code === 'HOST_UNREACHABLE';
        if (!isUntouched || elected + 1 >= sessions.length) throw error;
        elected += 1;
      }
    }
  };
  return {
    get id() {
      return current().id;
    },
    read: (call, options) => onTheFirst((session) => session.read(call, options)),
    change: (call, options) => onTheFirst((session) => session.change(call, options)),
    edit: (path, change, options) => onTheFirst((session) => session.edit(path, change, options)),
  };
}
