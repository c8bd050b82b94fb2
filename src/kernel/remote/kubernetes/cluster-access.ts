import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Kubernetes from '@kubernetes/client-node';
import { reasonOf } from '../../errors.ts';
import { errors } from '../errors.ts';

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

/**
 * What the client knows of a cluster, read from files at each call.
 *
 * @throws {CodedError} KUBERNETES_UNUSABLE when it leads to no API server
 */
export function readConfig(
  { KubeConfig }: Pick<typeof Kubernetes, 'KubeConfig'>,
  access: KubernetesAccess,
): Kubernetes.KubeConfig {
  const config = new KubeConfig();
  const { kubeconfigFile, context } = access;
  if (kubeconfigFile === undefined) {
    config.loadFromOptions(serviceAccountOf(access));
    return config;
  }
  try {
    config.loadFromFile(kubeconfigFile);
  } catch (error) {
    // Not as its cause either: what reads YAML shows the lines around a fault, and tokens stand there.
    throw errors.KUBERNETES_UNUSABLE({
      reason: `the kubeconfig ${kubeconfigFile} cannot be read: ${whyUnreadable(error)}`,
    });
  }
  if (context !== undefined) config.setCurrentContext(context);
  if (config.getCurrentCluster() === null || config.getCurrentUser() === null) {
    const which = `the context ${config.getCurrentContext() || 'that is current'}`;
    const reason = `in the kubeconfig ${kubeconfigFile} ${which} leads to no cluster or no user`;
    throw errors.KUBERNETES_UNUSABLE({ reason });
  }
  const { server, skipTLSVerify } = config.getCurrentCluster() ?? {};
  const protocol = URL.parse(server ?? '')?.protocol;
  if (protocol !== 'https:' && !(protocol === 'http:' && skipTLSVerify === true)) {
    const reason = `in the kubeconfig ${kubeconfigFile} the server of the context ${config.getCurrentContext()} is no address with https, or with http and insecure-skip-tls-verify`;
    throw errors.KUBERNETES_UNUSABLE({ reason });
  }
  return config;
}

function whyUnreadable(error: unknown): string {
  const { mark } = error as { readonly mark?: { readonly line: number } };
  return mark === undefined ? reasonOf(error) : `line ${mark.line + 1} is no YAML that makes sense`;
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

/** @throws {CodedError} KUBERNETES_UNUSABLE when none is set and none follows */
export function namespaceOf(config: Kubernetes.KubeConfig, access: KubernetesAccess): string {
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
