/** What a check of a host may find. Every code has a line in docs/operating/hosts.md. */

export type Severity =
  /** Hostreeve cannot work with the host, or not safely. */
  | 'error'
  /** Something will not work, or one of the ways to the host does not. */
  | 'warning'
  /** Good to know. */
  | 'notice';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What was found. */
  readonly text: string;
  /** What to do about it. */
  readonly remedy: string;
}

export const findingCodes = {
  'address-silent': 'warning',
  'key-unknown': 'error',
  'key-changed': 'error',
  'key-revoked': 'error',
  'certificate-refused': 'error',
  'account-unusable': 'error',
  'login-refused': 'error',
  'sudo-refused': 'error',
  'not-reached': 'error',
  'pod-unusable': 'error',
  'kubernetes-unusable': 'error',
  'not-root': 'warning',
  'flock-missing': 'error',
  'coreutils-missing': 'error',
  'tail-missing': 'notice',
  'locks-unwritable': 'error',
  'program-missing': 'warning',
  'program-outside-path': 'warning',
  'glusterd-silent': 'warning',
  'machine-id-missing': 'notice',
  'machine-changed': 'error',
  'machine-shared': 'warning',
  rebooted: 'notice',
} as const satisfies Readonly<Record<string, Severity>>;

export type FindingCode = keyof typeof findingCodes;

export function finding(code: FindingCode, text: string, remedy: string): Finding {
  return { code, severity: findingCodes[code], text, remedy };
}
