import type { CodedError } from '../errors.ts';
import type { Timer } from '../timer.ts';
import { type Account, isSameAccount } from './account.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { errors } from './errors.ts';
import type { Connect, Link } from './link.ts';

/** Keeps the link to one host: makes it when it is needed, shares it, closes it when it is not. */
export interface LinkKeeper {
  /**
   * The link as this account; one as another account is closed when its commands have ended.
   *
   * @throws {CodedError} as `Connect` does, and HOST_UNREACHABLE while nothing is tried
   */
  link(account: Account): Promise<Link>;
  /** Keeps a link from being closed until the answer is called. */
  hold(link: Link): () => void;
  close(): void;
}

export interface LinkKeeperOptions {
  readonly connect: Connect;
  readonly breaker: CircuitBreaker;
  readonly timer: Timer;
  /** How long a link is kept that nobody uses. */
  readonly idleMs: number;
  readonly onLink: (link: Link, connectMs: number) => void;
}

/** A try to have a link, and what came of it. */
interface Attempt {
  readonly account: Account;
  readonly taken: AbortController;
  readonly promise: Promise<Link>;
  link?: Link;
}

interface Use {
  users: number;
  /** Aborted when the link is used again. */
  idle: AbortController;
}

export function createLinkKeeper({ connect, breaker, timer, idleMs, onLink }: LinkKeeperOptions): LinkKeeper {
  let current: Attempt | undefined;
  let failed: Account | undefined;
  const uses = new Map<Link, Use>();

  const drop = (link: Link, reason: string): void => {
    uses.delete(link);
    link.close(reason);
  };

  const settle = (link: Link): void => {
    const use = uses.get(link);
    if (use === undefined || use.users > 0) return;
    if (link !== current?.link || link.isClosed()) {
      drop(link, 'another connection took its place');
      return;
    }
    const idle = new AbortController();
    use.idle = idle;
    const end = (): void => {
      if (!idle.signal.aborted) drop(link, 'nothing used the connection');
    };
    timer.sleep(idleMs, idle.signal).then(end, end);
  };

  const attempt = (account: Account): Attempt => {
    const startedAtMs = timer.now();
    const taken = new AbortController();
    const made: Attempt = { account, taken, promise: connect(account, taken.signal) };
    const onMade = (link: Link): void => {
      if (taken.signal.aborted) {
        link.close('the connection came too late');
        return;
      }
      breaker.succeeded();
      made.link = link;
      uses.set(link, { users: 0, idle: new AbortController() });
      onLink(link, timer.now() - startedAtMs);
      settle(link);
    };
    const onFailure = (error: unknown): void => {
      if (current === made) current = undefined;
      // A wrong key is no reason to wait: it takes a person, who may try again at once.
      if (!errors.HOST_UNREACHABLE.is(error) || taken.signal.aborted) return;
      failed = account;
      breaker.failed(String(error.fields['reason']));
    };
    made.promise.then(onMade, onFailure);
    return made;
  };

  return {
    link: async (account) => {
      const last = current;
      const isSame = last !== undefined && isSameAccount(last.account, account);
      if (isSame && last.link?.isClosed() !== true) return last.promise;
      const refusal = breaker.refusal();
      // Another account may be what mends it.
      if (refusal !== undefined && failed !== undefined && isSameAccount(failed, account))
        throw pausing(account, refusal);
      current = attempt(account);
      if (last?.link === undefined) last?.taken.abort();
      else settle(last.link);
      return current.promise;
    },
    hold: (link) => {
      const use = uses.get(link);
      if (use === undefined) return () => undefined;
      use.idle.abort();
      use.users += 1;
      return () => {
        use.users -= 1;
        settle(link);
      };
    },
    close: () => {
      current?.taken.abort();
      current = undefined;
      for (const [link, { idle }] of uses) {
        idle.abort();
        drop(link, 'the transport was closed');
      }
    },
  };
}

function pausing(
  { host }: Account,
  { reason, failures, untilMs }: NonNullable<ReturnType<CircuitBreaker['refusal']>>,
): CodedError {
  const next = new Date(untilMs).toISOString();
  return errors.HOST_UNREACHABLE({
    host,
    reason: `${reason} (${failures} tries in a row failed; the next one is made after ${next})`,
  });
}
