import type { OutputHandlers } from '../link.ts';
import type { Pod } from './pod.ts';

/** What pods are asked for: one by its name, or all that selectors let through. */
export interface PodQuery {
  readonly name?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ExecTarget {
  readonly pod: string;
  readonly container: string;
}

/** How a command in a container ended, as the API server told it. */
export type ExecEnd =
  | { readonly kind: 'exited'; readonly code: number }
  /** The container runtime could not start it. */
  | { readonly kind: 'unstarted'; readonly reason: string }
  /** Nobody knows: the connection ended first, or the server says that something went wrong in between. */
  | { readonly kind: 'lost'; readonly reason: string };

/** A command that runs in a container, as long as we hear of it. */
export interface ExecChannel {
  readonly ended: Promise<ExecEnd>;
  /** Resolves when the piece was handed to the network. Throws when the channel has ended. */
  send(piece: Uint8Array): Promise<void>;
  /** Lets go of it; `ended` is `lost` then. What runs goes on. */
  close(reason: string): void;
}

/** What we ask of an API server of Kubernetes, in one namespace. All of it throws ApiFailure. */
export interface KubernetesApi {
  readonly namespace: string;
  findPods(query: PodQuery, signal: AbortSignal): Promise<readonly Pod[]>;
  /** Starts a command in a container. Without `hasInput` it has an empty input. */
  exec(
    target: ExecTarget,
    argv: readonly string[],
    options: { readonly output: OutputHandlers; readonly hasInput: boolean; readonly signal: AbortSignal },
  ): Promise<ExecChannel>;
}
