import type * as Kubernetes from '@kubernetes/client-node';
import type { Timer } from '../../timer.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { ExecTarget, KubernetesApi } from './api.ts';
import { ApiFailure, failureOfCredentials, failureOfError, failureOfStatus, messageIn } from './api-failure.ts';
import { type KubernetesAccess, namespaceOf, readConfig } from './cluster-access.ts';
import { podOf } from './pod.ts';

export interface ApiBounds {
  /** For an answer of the API server, for the opening of an exec, and for credentials before either. */
  readonly answerMs: number;
  /** The server is asked for a sign of life so often while a command runs. */
  readonly pingMs: number;
  /** A connection without any sign of life for so long is lost. */
  readonly silentMs: number;
}

/** The last two are those of client-go. */
const defaultBounds: ApiBounds = { answerMs: 15_000, pingMs: 5_000, silentMs: 60_000 };

type Library = typeof Kubernetes;

/**
 * The API server by the official client, which is loaded here, because it takes longer than all the rest of the program
 * (docs/decisions/0023-kubernetes-by-the-official-client.md). The API server itself is not asked for anything yet.
 *
 * @throws {CodedError} KUBERNETES_UNUSABLE when the configuration leads to no API server or no namespace
 */
export async function openKubernetesApi(
  access: KubernetesAccess,
  { timer, bounds: given }: { readonly timer: Timer; readonly bounds?: Partial<ApiBounds> },
): Promise<KubernetesApi> {
  const bounds = { ...defaultBounds, ...given };
  const [library, { openExecChannel }] = await Promise.all([
    import('@kubernetes/client-node'),
    import('./exec-channel.ts'),
  ]);
  let config: Kubernetes.KubeConfig | undefined = readConfig(library, access);
  const namespace = namespaceOf(config, access);

  /** Bounds what the client itself does not. */
  const within = async <Result>(
    signal: AbortSignal,
    what: string,
    act: (stop: AbortSignal) => Promise<Result>,
  ): Promise<Result> => {
    const late = new AbortController();
    const over = new AbortController();
    const onTime = (): void => {
      if (!over.signal.aborted) late.abort();
    };
    timer.sleep(bounds.answerMs, over.signal).then(onTime, onTime);
    const stop = AbortSignal.any([signal, late.signal]);
    try {
      const box = await unlessAborted(act(stop), stop);
      if (box !== undefined) return box.value;
    } catch (error) {
      if (!stop.aborted) throw error;
    } finally {
      over.abort();
    }
    throw new ApiFailure('passing', signal.aborted ? 'it was taken back' : `${what} within ${bounds.answerMs} ms`);
  };

  /**
   * Asks with credentials that are there already: to have them may mean to wait for a program, and what fails then is not
   * the API server. The client keeps them, and everything is read anew after a failure that this may mend.
   */
  const ask = async <Result>(
    signal: AbortSignal,
    act: (config: Kubernetes.KubeConfig, stop: AbortSignal) => Promise<Result>,
  ): Promise<Result> => {
    for (let tries = 0; ; tries += 1) {
      const mine = (config ??= readConfig(library, access));
      try {
        await within(signal, 'the credentials for the API server were not there', () => haveCredentials(mine));
        return await within(signal, 'the API server did not answer', (stop) => act(mine, stop));
      } catch (error) {
        const failure = failureOfError(error);
        const isStale = failure.kind === 'unauthorized' || !failure.isAnswer;
        if (isStale && config === mine && !signal.aborted) config = undefined;
        // The token may have been replaced since it was read; the client reads it once a minute.
        if (failure.kind !== 'unauthorized' || tries > 0) throw failure;
      }
    }
  };

  return {
    namespace,
    findPods: ({ name, labelSelector, fieldSelector }, signal) =>
      ask(signal, async (current, stop) => {
        const api = current.makeApiClient(library.CoreV1Api);
        const options = stoppedBy(library, stop);
        try {
          if (name !== undefined) return [podOf(await api.readNamespacedPod({ name, namespace }, options))];
          const selectors = {
            ...(labelSelector === undefined ? {} : { labelSelector }),
            ...(fieldSelector === undefined ? {} : { fieldSelector }),
          };
          return (await api.listNamespacedPod({ namespace, ...selectors }, options)).items.map(podOf);
        } catch (error) {
          if (!(error instanceof library.ApiException)) throw error;
          // compat(heketi): a pod that is not there is none, whichever way it was looked for.
          if (name !== undefined && error.code === 404) return [];
          throw failureOfStatus(error.code, messageIn(error.body));
        }
      }),
    exec: (target, argv, { output, hasInput, signal }) =>
      ask(signal, (current, stop) => {
        const path = execPath(namespace, target, argv, hasInput);
        return openExecChannel({ config: current, path, output, timer, bounds, signal: stop });
      }),
  };
}

async function haveCredentials(config: Kubernetes.KubeConfig): Promise<void> {
  try {
    await config.applyToHTTPSOptions({});
  } catch (error) {
    throw failureOfCredentials(error);
  }
}

function execPath(
  namespace: string,
  { pod, container }: ExecTarget,
  argv: readonly string[],
  hasInput: boolean,
): string {
  const query = new URLSearchParams([
    ['container', container],
    ['stdin', String(hasInput)],
    ['stdout', 'true'],
    ['stderr', 'true'],
    ['tty', 'false'],
    ...argv.map((word) => ['command', word] as [string, string]),
  ]);
  const [inNamespace, ofPod] = [namespace, pod].map(encodeURIComponent);
  return `/api/v1/namespaces/${inNamespace}/pods/${ofPod}/exec?${query.toString()}`;
}

function stoppedBy({ Observable }: Library, signal: AbortSignal): Kubernetes.ConfigurationOptions {
  return {
    middleware: [
      {
        pre: (request) => {
          request.setSignal(signal);
          return new Observable(Promise.resolve(request));
        },
        post: (response) => new Observable(Promise.resolve(response)),
      },
    ],
    middlewareMergeStrategy: 'append',
  };
}
