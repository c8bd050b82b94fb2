import { CodedError, describeError, reasonOf } from '../errors.ts';
import { type Finding, type FindingCode, finding } from './findings.ts';
import type { Host } from './host.ts';
import type { HostSettings } from './settings.ts';

const byCode: Readonly<Record<string, readonly [FindingCode, string]>> = {
  HOST_KEY_UNKNOWN: ['key-unknown', 'Compare the fingerprint on the host itself, then accept the key.'],
  HOST_KEY_CHANGED: [
    'key-changed',
    'Find out what answers there before anything else; then accept the new key and remove the old ones.',
  ],
  HOST_KEY_REVOKED: ['key-revoked', 'Make a new key on the host, and accept it.'],
  HOST_CERTIFICATE_REFUSED: [
    'certificate-refused',
    'Sign the key of the host for this address, and name the certificate in its sshd_config.',
  ],
  POD_UNUSABLE: ['pod-unusable', 'Correct the pod or the settings below hosts.kubernetes, then check the host again.'],
  KUBERNETES_UNUSABLE: [
    'kubernetes-unusable',
    'Correct the role of the service account, the certificates or the settings below hosts.kubernetes.',
  ],
  GUARD_BROKEN: ['locks-unwritable', 'Look at the folder in the pod that hosts.kubernetes.stateFolder names.'],
  HOST_ACCOUNT_MISSING: ['account-unusable', 'Give the host an account, or configure a default one.'],
  HOST_CREDENTIALS_UNUSABLE: ['account-unusable', 'Correct the key file or the agent of the configuration.'],
  HOST_KEYS_FILE_UNREADABLE: ['account-unusable', 'Correct the file of the configuration.'],
};

/** What it means for an operator that no command could be run on a host. */
export function findingOfFailure(
  error: unknown,
  { name }: Host,
  login: string,
  transport: HostSettings['transport'],
): Finding {
  const code = error instanceof CodedError ? error.code : '';
  const known = byCode[code];
  const text = error instanceof CodedError ? error.message : describeError(error);
  if (known !== undefined) return finding(known[0], text, known[1]);
  const reason = reasonOf(error);
  // The words are those of run-on-link.ts in kernel/remote.
  if (reason.includes('sudo did not start the command')) {
    const remedy = `Let it run sh without a password, in /etc/sudoers.d/hostreeve on ${name}: ${login} ALL=(root) NOPASSWD: /usr/bin/sh, /bin/sh`;
    return finding('sudo-refused', text, remedy);
  }
  if (/authentication methods failed|Permission denied/.test(reason)) {
    const remedy = `Put the public key into ~${login}/.ssh/authorized_keys on ${name}, or give the host another account.`;
    return finding('login-refused', text, remedy);
  }
  const remedy =
    transport === 'kubernetes'
      ? 'Look at the pod (kubectl describe pod), then check the host again.'
      : 'Check that the host is up and its sshd runs, then check it again.';
  return finding('not-reached', text, remedy);
}
