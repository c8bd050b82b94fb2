import { judgePrivateKey } from '../remote/index.ts';
import { errors } from './errors.ts';
import type { NewAccount } from './new-host.ts';
import type { HostSettings } from './settings.ts';

/** What the words of `judgePrivateKey` mean for a person. */
export const keyProblems = {
  encrypted:
    'it has a passphrase, which nobody is there to type; with hosts.transport: openssh, an agent or hosts.sshConfigFile can have such keys',
  unknown: 'it is no private key that can be read',
} as const;

/**
 * What is wrong with a private key. The system's ssh knows more kinds of keys than we do, and judges them itself.
 */
export function findKeyProblem(text: string, { transport }: Pick<HostSettings, 'transport'>): string | undefined {
  const judgement = judgePrivateKey(text);
  if (judgement === 'usable' || (judgement === 'unknown' && transport === 'openssh')) return undefined;
  return keyProblems[judgement];
}

/** @throws {CodedError} HOST_ACCOUNT_INVALID */
export function checkAccount(account: NewAccount, settings: Pick<HostSettings, 'transport'>): NewAccount {
  const { login, privateKey, password } = account;
  // It becomes an argument of ssh: nothing that could be an option.
  if (!/^\w[\w.@+\\$-]{0,63}$/.test(login)) throw errors.HOST_ACCOUNT_INVALID({ problem: 'its login is none' });
  const keyProblem = privateKey === undefined ? undefined : findKeyProblem(privateKey.reveal(), settings);
  if (keyProblem !== undefined) throw errors.HOST_ACCOUNT_INVALID({ problem: `its private key: ${keyProblem}` });
  if (password !== undefined && settings.transport === 'openssh') {
    const problem = "the system's ssh logs in without a person by keys only, and not by a password";
    throw errors.HOST_ACCOUNT_INVALID({ problem });
  }
  return account;
}
