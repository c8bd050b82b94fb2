import type { IncomingMessage } from 'node:http';
import type { By, NodeLook, Volumes } from '../../domains/volumes/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Action, HeketiIssuer, HeketiKeyName, Identity } from '../../kernel/identity/index.ts';
import type { Engine } from '../../kernel/operations/index.ts';
import type { Store } from '../../kernel/store/index.ts';
import type { AdminState } from './admin-state.ts';
import type { Answer } from './answer.ts';
import type { KnownEntries } from './known-entries.ts';
import type { HeketiSettings } from './settings.ts';

/** What this API stands on. */
export interface HeketiParts {
  readonly volumes: Volumes;
  /** What the nodes of a cluster say now, by their ids; changes nothing. */
  readonly lookAtNodes: (cluster: string, signal: AbortSignal) => Promise<ReadonlyMap<string, NodeLook>>;
  readonly engine: Pick<Engine, 'submit' | 'wait' | 'endHere' | 'log' | 'get' | 'retry'>;
  readonly identity: Pick<Identity, 'authenticateHeketi' | 'authorise'>;
  readonly store: Store;
  readonly clock: Clock;
  /** 32 hex digits. */
  readonly newId: () => string;
  readonly settings: HeketiSettings;
  /** Handed in: a signal and our own API set it too, which a server that is read-only cannot be asked for here. */
  readonly adminState: AdminState;
  readonly log: HeketiLog;
  /** Levels are pino's: `silent`, `fatal`, `error`, `warn`, `info`, `debug`, `trace`. */
  readonly getLogLevel: () => string;
  readonly setLogLevel: (level: string) => void;
  /** Whether the other end of a request's connection is this machine: the address of TCP, and no header. */
  readonly isLoopback: (request: IncomingMessage) => boolean;
  /** The whole page of metrics: Heketi's names (`heketiMetrics`) and ours. */
  readonly metrics: () => Promise<string>;
  /** A token was taken, for a metric: it shows when the key before the present one is not used any more. */
  readonly onAccepted?: (issuer: HeketiIssuer, key: HeketiKeyName) => void;
  /** A token was not taken, for a metric; `reason` is one of few words. */
  readonly onRefused?: (reason: string) => void;
}

export interface HeketiLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface HeketiApi extends HeketiParts {
  readonly knownEntries: KnownEntries;
}

/** Who asks: the principal of a token's issuer. */
export interface Asker {
  readonly principal: string;
  readonly issuer: HeketiIssuer;
}

/** One request on its way through a route. */
export interface Call {
  readonly api: HeketiApi;
  readonly by: By;
  readonly issuer: HeketiIssuer;
  /** The id in the path; empty in a path without one. */
  readonly id: string;
  readonly request: IncomingMessage;
  /** @throws Refusal 401 where the asker may not call this route in a project */
  requireProject(project: string): Promise<void>;
  /** Whether the asker has another right in a project. */
  may(action: Action, project: string): Promise<boolean>;
}

/** What a route works on: whose project the right of it is asked for in. */
export type About = 'everything' | 'listener' | 'cluster' | 'node' | 'device' | 'volume' | 'brick' | 'blockvolume';

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With `{id}` for a run of hex digits. */
  readonly path: string;
  /** `public`: without a token, and whatever the admin state is. */
  readonly access: Action | 'public';
  readonly about: About;
  /** Whether it changes what is stored: refused on a read-only database. */
  readonly changes: boolean;
  readonly handle: (call: Call) => Promise<Answer>;
}
