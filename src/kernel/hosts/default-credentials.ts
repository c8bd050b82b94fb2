import { CodedError, reasonOf } from '../errors.ts';
import type { Credentials } from '../remote/index.ts';
import { Secret } from '../secrets/index.ts';
import { findKeyProblem } from './check-account.ts';
import { errors } from './errors.ts';
import type { HostParts } from './parts.ts';
import { realFiles, watchFile } from './watched-file.ts';

/**
 * The credentials for hosts that have none of their own: the key file of the configuration, read anew when it changes,
 * and the agent. Empty where nothing is configured.
 *
 * What is given back throws HOST_CREDENTIALS_UNUSABLE.
 */
export function createDefaultCredentials({
  settings,
  agentSocket,
  clock,
  files = realFiles,
}: Pick<HostParts, 'settings' | 'agentSocket' | 'clock' | 'files'>): () => Promise<Credentials> {
  const { privateKeyFile, usesAgent } = settings;
  // An empty variable counts as not set.
  const socket = agentSocket === '' ? undefined : agentSocket;
  const unusable = (problem: string, cause?: unknown): CodedError =>
    errors.HOST_CREDENTIALS_UNUSABLE({ what: `the private key ${privateKeyFile}`, problem }, { cause });
  const parse = (text: string): Secret => {
    const problem = findKeyProblem(text, settings);
    if (problem !== undefined) throw unusable(problem);
    return new Secret(text);
  };
  const readKey = privateKeyFile === undefined ? undefined : watchFile(privateKeyFile, parse, { files, clock });
  return async () => {
    if (usesAgent && socket === undefined) {
      const problem = 'hosts.agent is true, and SSH_AUTH_SOCK is not set';
      throw errors.HOST_CREDENTIALS_UNUSABLE({ what: 'an agent', problem });
    }
    const privateKey = await readKey?.().catch((error: unknown) => {
      throw error instanceof CodedError ? error : unusable(`it cannot be read (${reasonOf(error)})`, error);
    });
    return {
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(usesAgent && socket !== undefined ? { agentSocket: socket } : {}),
    };
  };
}
