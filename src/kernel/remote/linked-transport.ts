import type { Timer } from '../timer.ts';
import type { Account } from './account.ts';
import { type CircuitBreakerOptions, createCircuitBreaker } from './circuit-breaker.ts';
import { errors } from './errors.ts';
import type { HostId } from './host-id.ts';
import type { Connect, Link } from './link.ts';
import { createLinkKeeper, type LinkKeeper } from './link-keeper.ts';
import { checkSendable } from './remote-line.ts';
import { createRunLimits, type RunLimits } from './run-limits.ts';
import { type LinkRun, runOnLink } from './run-on-link.ts';
import { createSlots, type Slots } from './slots.ts';
import type { RunResult, Transport } from './transport.ts';

/** What was measured when a connection ran its first command. */
export interface Contact {
  readonly host: HostId;
  readonly address: string;
  /** For the connection and the login. */
  readonly connectMs: number;
  /** From handing over the first command to its beginning: what the login shell, and sudo, take each time. */
  readonly shellMs: number;
}

export interface LinkedTransportOptions {
  /**
   * The account by which a host is reached now; undefined when there is none. Asked for each command; what it throws,
   * `run` throws.
   */
  readonly findAccount: (host: HostId) => Promise<Account | undefined>;
  readonly timer: Timer;
  /** Letters and digits, other ones at each call. */
  readonly newNonce: () => string;
  readonly onContact?: (contact: Contact) => void;
  readonly bounds?: Partial<LinkBounds>;
  /** Commands on all hosts together, where one way leads to all of them. */
  readonly shared?: Slots;
}

/** Bounds for one host. */
export interface LinkBounds {
  /** Commands at a time. sshd's own bound is 10 sessions; beside these there is one that ends a command. */
  readonly commands: number;
  readonly waitingCommands: number;
  /** For the TCP connection to an address, and again for the handshake with the login. */
  readonly connectTimeoutMs: number;
  readonly idleMs: number;
  readonly breaker: Omit<CircuitBreakerOptions, 'clock'>;
}

const defaultBounds: LinkBounds = {
  // 317 commands a second at 4, 112 one by one [sshd on loopback, two busy cores].
  commands: 4,
  waitingCommands: 1000,
  connectTimeoutMs: 10_000,
  idleMs: 300_000,
  breaker: { failuresAllowed: 3, firstPauseMs: 1000, longestPauseMs: 60_000 },
};

interface Gate {
  readonly keeper: LinkKeeper;
  readonly slots: Slots;
}

const refusedPauseMs = 50;

/**
 * A transport over links: one link for a host, a few commands on it at a time, the others waiting in their order. A
 * command that waited until its time was over is HOST_UNREACHABLE: it was not started.
 */
export function createLinkedTransport(connect: Connect, options: LinkedTransportOptions): Transport {
  const { findAccount, timer, newNonce, onContact, shared } = options;
  const bounds = { ...defaultBounds, ...options.bounds };
  const gates = new Map<HostId, Gate>();
  const contacts = new WeakMap<Link, Omit<Contact, 'shellMs'>>();
  const closing = new AbortController();

  const openGate = (host: HostId): Gate => {
    const slots = createSlots({ limit: bounds.commands, maxWaiting: bounds.waitingCommands });
    const keeper = createLinkKeeper({
      connect,
      breaker: createCircuitBreaker({ clock: timer, ...bounds.breaker }),
      timer,
      idleMs: bounds.idleMs,
      onLink: (link, connectMs) => {
        slots.limitTo(bounds.commands);
        contacts.set(link, { host, address: link.address, connectMs });
      },
    });
    const gate = { slots, keeper };
    gates.set(host, gate);
    return gate;
  };

  /** Tells of the first command of a link, when it begins. */
  const timeContact = (link: Link): (() => void) => {
    const contact = contacts.get(link);
    const startedAtMs = timer.now();
    return () => {
      if (contact !== undefined && contacts.delete(link)) {
        onContact?.({ ...contact, shellMs: timer.now() - startedAtMs });
      }
    };
  };

  /** A place on the host, then one among all of them: who waits for a busy host keeps nobody from another one. */
  const takeSlot = async (host: HostId, slots: Slots, limits: RunLimits, stop: AbortSignal): Promise<() => void> => {
    const take = async (from: Slots, what: string): Promise<() => void> => {
      const release = await from.take(stop);
      if (release === 'too-many') {
        const reason = `${bounds.waitingCommands} commands for ${what} are waiting already`;
        throw errors.HOST_UNREACHABLE({ host, reason });
      }
      if (release === 'aborted') throw limits.unstarted(`waiting for other commands on ${what}`);
      return release;
    };
    const release = await take(slots, 'it');
    if (shared === undefined) return release;
    try {
      const releaseShared = await take(shared, 'all hosts');
      return () => {
        releaseShared();
        release();
      };
    } catch (error) {
      release();
      throw error;
    }
  };

  /** Runs a command as soon as there is a link and a free place on it. */
  const runLimited = async (run: Omit<LinkRun, 'nonce' | 'onBegin'>, limits: RunLimits): Promise<RunResult> => {
    const { account } = run;
    const { host } = account;
    const { keeper, slots } = gates.get(host) ?? openGate(host);
    for (;;) {
      const link = await limits.before(keeper.link(account), 'connecting');
      const stop = AbortSignal.any([limits.signal, closing.signal]);
      const release = await takeSlot(host, slots, limits, stop);
      const letGo = keeper.hold(link);
      try {
        // It may have ended while the command waited.
        if (link.isClosed()) continue;
        const outcome = await runOnLink(link, { ...run, nonce: newNonce(), onBegin: timeContact(link) });
        if (outcome.kind === 'ran') return outcome.result;
        // Fewer sessions are allowed than we thought, on this link. Those that run have one; one is kept for ending them.
        if (!link.isClosed()) slots.limitTo(Math.max(1, slots.inUse() - 2));
      } finally {
        letGo();
        release();
      }
      await limits.before(timer.sleep(refusedPauseMs, stop), 'waiting for a free session of its sshd');
    }
  };

  return {
    run: async (host, argv, runOptions) => {
      checkSendable(argv);
      const program = runOptions.name ?? argv[0] ?? '';
      const limits = createRunLimits(host, program, runOptions, { timer, closing: closing.signal });
      try {
        const account = await limits.before(findAccount(host), 'looking up its account');
        if (account === undefined) throw errors.HOST_UNREACHABLE({ host, reason: 'it has no account' });
        return await runLimited({ account, argv, program, options: runOptions, limits, timer }, limits);
      } finally {
        limits.drop();
      }
    },
    close: () => {
      closing.abort();
      for (const { keeper } of gates.values()) keeper.close();
      gates.clear();
      return Promise.resolve();
    },
  };
}
