import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Kubernetes from '@kubernetes/client-node';
import { reasonOf } from '../../errors.ts';
import type { Timer } from '../../timer.ts';
import { errors } from '../errors.ts';
import type { ExecTarget, KubernetesApi } from './api.ts';
import { ApiFailure, failureOfError, failureOfStatus, messageIn } from './api-failure.ts';
import { podOf } from './pod.ts';

/** Where the API server is, and as whom we come. */
export interface KubernetesAccess {
  /** A kubeconfig; without it the service account of the pod that this server runs in. */
  readonly kubeconfigFile?: string;
  /** Of the kubeconfig; its current one without it. */
  readonly context?: string;
  /** Of the Gluster pods; that of the context, or of the service account, without it. */
  readonly namespace?: string;
  /** `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT` are looked at. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where Kubernetes puts token, certificate and namespace of a service account. */
  readonly serviceAccountFolder?: string;
}

export interface ApiBounds {
  /** For an answer of the API server, and for the opening of an exec. */
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

  /** Everything is read anew after a failure that a new token, certificate or authority may mend. */
  const withConfig = async <Result>(act: (config: Kubernetes.KubeConfig) => Promise<Result>): Promise<Result> => {
    for (let tries = 0; ; tries += 1) {
      const mine = (config ??= readConfig(library, access));
      try {
        return await act(mine);
      } catch (error) {
        const failure = failureOfError(error);
        const isStale = failure.kind === 'unauthorized' || failure.cause !== undefined;
        if (isStale && config === mine) config = undefined;
        // The token may have been replaced since it was read; the client reads it once a minute.
        if (failure.kind !== 'unauthorized' || tries > 0) throw failure;
      }
    }
  };

  /** Bounds what the client itself does not. */
  const within = async <Result>(signal: AbortSignal, act: (stop: AbortSignal) => Promise<Result>): Promise<Result> => {
    const late = new AbortController();
    const over = new AbortController();
    const onTime = (): void => {
      if (!over.signal.aborted) late.abort();
    };
    timer.sleep(bounds.answerMs, over.signal).then(onTime, onTime);
    try {
      return await act(AbortSignal.any([signal, late.signal]));
    } catch (error) {
      if (!late.signal.aborted) throw error;
      throw new ApiFailure('passing', `the API server did not answer within ${bounds.answerMs} ms`, { cause: error });
    } finally {
      over.abort();
    }
  };

  return {
    namespace,
    findPods: ({ name, labelSelector, fieldSelector }, signal) =>
      withConfig((current) =>
        within(signal, async (stop) => {
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
      ),
    exec: (target, argv, { output, hasInput, signal }) =>
      withConfig((current) =>
        within(signal, (stop) => {
          const path = execPath(namespace, target, argv, hasInput);
          return openExecChannel({ config: current, path, output, timer, bounds, signal: stop });
        }),
      ),
  };
}

function readConfig({ KubeConfig }: Library, access: KubernetesAccess): Kubernetes.KubeConfig {
  const config = new KubeConfig();
  const { kubeconfigFile, context } = access;
  if (kubeconfigFile === undefined) {
    config.loadFromOptions(serviceAccountOf(access));
    return config;
  }
  try {
    config.loadFromFile(kubeconfigFile);
  } catch (error) {
    const reason = `the kubeconfig ${kubeconfigFile} cannot be read: ${reasonOf(error)}`;
    throw errors.KUBERNETES_UNUSABLE({ reason }, { cause: error });
  }
  if (context !== undefined) config.setCurrentContext(context);
  if (config.getCurrentCluster() === null || config.getCurrentUser() === null) {
    const which = `the context ${config.getCurrentContext() || 'that is current'}`;
    const reason = `in the kubeconfig ${kubeconfigFile} ${which} leads to no cluster or no user`;
    throw errors.KUBERNETES_UNUSABLE({ reason });
  }
  return config;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

// Not the client's `loadFromCluster`: it takes an environment without these variables for a host `undefined`.
function serviceAccountOf({ environment, serviceAccountFolder: folder = SERVICE_ACCOUNT }: KubernetesAccess): object {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = environment;
  if (host === '' || port === '') {
    const reason =
      'this server does not run in a pod (KUBERNETES_SERVICE_HOST is not set), and hosts.kubernetes.kubeconfigFile is not set';
    throw errors.KUBERNETES_UNUSABLE({ reason });
  }
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const name = 'service account';
  return {
    clusters: [{ name, server, caFile: join(folder, 'ca.crt'), skipTLSVerify: false }],
    users: [{ name, authProvider: { name: 'tokenFile', config: { tokenFile: join(folder, 'token') } } }],
    contexts: [{ name, cluster: name, user: name }],
    currentContext: name,
  };
}

function namespaceOf(config: Kubernetes.KubeConfig, access: KubernetesAccess): string {
  const { namespace, kubeconfigFile, serviceAccountFolder = SERVICE_ACCOUNT } = access;
  if (namespace !== undefined) return namespace;
  const found =
    kubeconfigFile === undefined
      ? readIfThere(join(serviceAccountFolder, 'namespace'))
      : config.getContextObject(config.getCurrentContext())?.namespace;
  if (found !== undefined && found !== '') return found;
  const reason =
    'no namespace is set (hosts.kubernetes.namespace), and none follows from how the API server is reached';
  throw errors.KUBERNETES_UNUSABLE({ reason });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = `${file} cannot be read: ${reasonOf(error)}`;
    throw errors.KUBERNETES_UNUSABLE({ reason }, { cause: error });
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
