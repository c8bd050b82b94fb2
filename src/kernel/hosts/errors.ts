import { defineErrors } from '../errors.ts';

/** What can go wrong about the inventory of hosts. No field of it holds a secret. */
export const errors = defineErrors({
  HOST_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'No host of the inventory has the id or name.',
    remedy: 'List the hosts.',
    text: (e: { host: string }) => `there is no host ${e.host}`,
  },
  HOST_NAME_INVALID: {
    status: 400,
    retry: 'never',
    when: 'The name of a host is no host name and no IP address.',
    remedy:
      'Give a name of labels with dots between them, each of letters, digits, `_` and `-` and at most 63 characters long, or an address.',
    text: (e: { name: string }) => `'${e.name}' cannot name a host`,
  },
  HOST_NAME_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'Another host of the inventory has the name.',
    remedy: 'Take another name, or change the host that is there.',
    text: (e: { name: string }) => `a host is named ${e.name} already`,
  },
  HOST_ADDRESS_INVALID: {
    status: 400,
    retry: 'never',
    when: 'An address of a host is no host name and no IP address, its port is none, it stands twice, or there is none at all.',
    remedy:
      'Give a host name, an IPv4 address, or an IPv6 address without brackets and zone, and a port from 1 to 65535.',
    text: (e: { address: string; problem: string }) => `the address '${e.address}' cannot be taken: ${e.problem}`,
  },
  HOST_ADDRESS_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'An address with its port belongs to another host of the inventory.',
    remedy: 'Remove it from the other host, or see whether both are the same machine.',
    text: (e: { address: string; by: string }) => `${e.address} belongs to the host ${e.by}`,
  },
  HOST_ACCOUNT_INVALID: {
    status: 400,
    retry: 'never',
    when: 'An account on a host cannot be used: its login is none, or its private key cannot be read or has a passphrase.',
    remedy:
      'Give a login of letters, digits and `._@+-\\$`, and a private key without a passphrase. For others set `hosts.transport: openssh` and name them in `hosts.sshConfigFile`.',
    text: (e: { problem: string }) => `the account cannot be used: ${e.problem}`,
  },
  HOST_ACCOUNT_MISSING: {
    status: 409,
    retry: 'never',
    when: 'A host has no account of its own with credentials, and the configuration has none for all hosts.',
    remedy:
      'Give the host an account, or set `hosts.privateKeyFile` or `hosts.agent`; with `hosts.transport: openssh`, `hosts.sshConfigFile` may have the credentials.',
    text: (e: { host: string; name: string }) =>
      `there are no credentials to enter ${e.name} with: it has no account of its own, and no default one is configured`,
  },
  HOST_CREDENTIALS_UNUSABLE: {
    status: 503,
    retry: 'backoff',
    when: 'The private key file for all hosts cannot be read, holds no private key, or one with a passphrase; or no agent is named in the environment.',
    remedy:
      'Name a private key without a passphrase that the server may read. Keys with a passphrase, in hardware or with a user certificate work with `hosts.transport: openssh` and an agent or `hosts.sshConfigFile`.',
    text: (e: { what: string; problem: string }) => `hosts cannot be entered with ${e.what}: ${e.problem}`,
  },
  HOST_KEYS_FILE_UNREADABLE: {
    status: 503,
    retry: 'backoff',
    when: 'The file with keys of hosts, or of the authorities that sign them, cannot be read or has a line that is no key.',
    remedy: 'Correct the file that `hosts.knownHostsFile` or `hosts.caFile` names; it is read anew when it changes.',
    text: (e: { file: string; problem: string }) => `${e.file}: ${e.problem}`,
  },
  HOST_KEY_INVALID: {
    status: 400,
    retry: 'never',
    when: 'What was given as the public key of a host is none, and no fingerprint of one.',
    remedy:
      "Give the line of the host's `/etc/ssh/ssh_host_ed25519_key.pub` (or the file of its kind), or a fingerprint as `ssh-keygen -lf` prints it.",
    text: (e: { problem: string }) => e.problem,
  },
  HOST_KEY_NOT_SHOWN: {
    status: 409,
    retry: 'reread',
    when: 'A key was accepted by its fingerprint, and the host shows none that has it.',
    remedy:
      'Compare the fingerprints with those on the host itself. If they differ, something else answers at its address.',
    text: (e: { name: string; fingerprint: string; shown: readonly string[] }) =>
      `${e.name} shows no key ${e.fingerprint}, but ${e.shown.join(', ')}`,
  },
  HOST_KEY_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'No recorded key of the host has the fingerprint.',
    remedy: 'Show the host; keys of `hosts.knownHostsFile` and `hosts.caFile` are changed in those files.',
    text: (e: { host: string; fingerprint: string }) => `no key ${e.fingerprint} is recorded for the host ${e.host}`,
  },
  HOST_IN_USE: {
    status: 409,
    retry: 'never',
    when: 'A host cannot be removed, because something is made of it, such as a node of a cluster.',
    remedy: 'Remove from the clusters first what lies on the host.',
    text: (e: { name: string }) => `the host ${e.name} is in use`,
  },
  HOST_BUSY: {
    status: 409,
    retry: 'backoff',
    when: 'The addresses of a host were to be changed while an operation gives it others: should it fail, the host gets back those that it had.',
    remedy: 'Wait for the end of the operation, or cancel it, and change the addresses then.',
    text: (e: { name: string; operation: string }) =>
      `operation ${e.operation} gives the host ${e.name} other addresses; they cannot be changed meanwhile`,
  },
  HOST_CHANGE_REFUSED: {
    status: 500,
    retry: 'never',
    when: 'The store refused a part of a change of a host that nothing should stand against: a fault of Hostreeve, or rows changed by hand.',
    remedy: 'Report it with the log line; nothing was changed.',
    text: (e: { action: string; reason: string }) => `the store refused ${e.action} (${e.reason}); nothing was changed`,
  },
});
