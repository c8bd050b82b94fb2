import { defineErrors } from '../errors.ts';

/**
 * What can go wrong between us and a program on a host. A program that refuses is an output of its call; it becomes
 * COMMAND_FAILED only where a driver cannot go on from it.
 */
export const errors = defineErrors({
  HOST_UNREACHABLE: {
    status: 503,
    retry: 'backoff',
    when: 'A host did not answer, or refused the connection. The command was certainly not started.',
    remedy: 'Check that the host is up, and that its address, port, host key and account are right.',
    text: (e: { host: string; reason: string }) => `the host ${e.host} cannot be reached: ${e.reason}`,
  },
  HOST_KEY_UNKNOWN: {
    status: 502,
    retry: 'never',
    when: 'No key of a host is recorded, and none may be taken on trust. Nothing was sent to it.',
    remedy:
      'Compare the fingerprint with the one that `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` (or the file of its kind) prints on the host itself; if they are the same, accept the key by the command that the message names. `hosts.enrol` says what happens at a first contact.',
    text: (e: { host: string; name: string; address: string; keyType: string; fingerprint: string }) =>
      `the key of ${e.name} at ${e.address} is not known: ${e.keyType} ${e.fingerprint}; to accept it: hostreeve host accept-key ${e.name} ${e.fingerprint}`,
  },
  HOST_KEY_CHANGED: {
    status: 502,
    retry: 'never',
    when: 'A host showed another key than the recorded ones: it was set up anew, or something else answers in its place. Nothing was sent to it.',
    remedy:
      'Find out why before anything else. If the host has a new key, compare the fingerprint on the host itself, then record the new key in place of the old one.',
    text: (e: {
      host: string;
      name: string;
      address: string;
      keyType: string;
      fingerprint: string;
      known: readonly string[];
    }) =>
      `${e.name} at ${e.address} showed the key ${e.keyType} ${e.fingerprint}, and not one that is recorded (${e.known.join(', ')})`,
  },
  HOST_KEY_REVOKED: {
    status: 502,
    retry: 'never',
    when: 'A host showed a key that is marked as revoked. Nothing was sent to it.',
    remedy: 'Make a new key on the host, record it, and find out who may have the old one.',
    text: (e: { host: string; name: string; address: string; keyType: string; fingerprint: string }) =>
      `${e.name} at ${e.address} showed the key ${e.keyType} ${e.fingerprint}, which is revoked`,
  },
  HOST_CERTIFICATE_REFUSED: {
    status: 502,
    retry: 'never',
    when: 'A host that is to prove itself by a certificate showed none, or one that does not hold: of another authority, expired, or for another name. Nothing was sent to it.',
    remedy:
      'Sign the key of the host with the address by which it is in the inventory among the principals (`ssh-keygen -s CA -h -n ADDRESS`), and name the certificate in its sshd_config (`HostCertificate`).',
    text: (e: { host: string; name: string; address: string; said: string }) =>
      `${e.name} at ${e.address} showed no certificate that holds: ${e.said}`,
  },
  POD_UNUSABLE: {
    status: 502,
    retry: 'never',
    when: 'The pod in which commands for a host would run is not one to run them in: several are found, it lacks the container, or what Hostreeve keeps there would not outlive it. Nothing was started.',
    remedy:
      'Correct the pods or the settings, as the message says. docs/operating/kubernetes.md has what Gluster pods need.',
    text: (e: { host: string; name: string; reason: string }) => `${e.name} has no pod that can be used: ${e.reason}`,
  },
  KUBERNETES_UNUSABLE: {
    status: 502,
    retry: 'never',
    when: 'The API server of Kubernetes refused what it was asked for or showed a certificate that is not trusted, or the configuration leads to none. Nothing was started.',
    remedy:
      'Correct the settings below `hosts.kubernetes`, the role of the service account, or the certificates, as the message says.',
    text: (e: { reason: string }) => `the API of Kubernetes cannot be used: ${e.reason}`,
  },
  HOST_LOST: {
    status: 503,
    retry: 'backoff',
    when: 'The connection to a host was lost while a command ran there. It may have run, wholly or in part.',
    remedy:
      'Nothing, if the operation goes on by itself: it looks at the host before it repeats the step. Otherwise check the network.',
    text: (e: { host: string; program: string; reason: string }) =>
      `the connection to ${e.host} was lost while '${e.program}' ran there (${e.reason}); it may have run`,
  },
  COMMAND_TIMEOUT: {
    status: 504,
    retry: 'backoff',
    when: 'A command did not end in the time that it was given, and was told to end. It may have run in part.',
    remedy: 'Look at the load of the host, its disks, and what the program waits for.',
    text: (e: { host: string; program: string; timeoutMs: number }) =>
      `'${e.program}' did not end on ${e.host} within ${e.timeoutMs} ms`,
  },
  COMMAND_ABORTED: {
    status: 503,
    retry: 'backoff',
    when: 'A command was taken back before it ended: its operation was cancelled, or the server stops. It may have run in part.',
    remedy: 'After a stop of the server, nothing: the operation goes on at the next start.',
    text: (e: { host: string; program: string }) => `'${e.program}' on ${e.host} was taken back before it ended`,
  },
  ARGUMENT_UNSENDABLE: {
    status: 400,
    retry: 'never',
    when: 'The arguments of a command cannot go through a remote shell: a NUL, text that is not well-formed, too many bytes. Nothing was sent.',
    remedy: 'Leave out the characters that are named, or hand large values over as a file.',
    text: (e: { reason: string }) => `a command cannot be sent: ${e.reason}`,
  },
  COMMAND_ANSWER_UNKNOWN: {
    status: 502,
    retry: 'never',
    when: 'A program on a host answered something that Hostreeve does not understand, as another version of it might.',
    remedy: 'Compare the version of the program with the supported ones, and report the answer.',
    text: (e: { host: string; program: string; code: number; said: string }) =>
      `'${e.program}' on ${e.host} ended with code ${e.code} and an answer that is not understood: ${e.said}`,
  },
  COMMAND_FAILED: {
    status: 502,
    retry: 'backoff',
    when: 'A program on a host refused or failed.',
    remedy: 'Read what it said; the record of the operation has the whole command.',
    text: (e: { host: string; program: string; code: number; said: string }) =>
      `'${e.program}' failed on ${e.host} with code ${e.code}: ${e.said}`,
  },
  LOCK_SUPERSEDED: {
    status: 409,
    retry: 'reread',
    when: 'A lock on a host was granted to somebody else after it was granted to this operation. The command was not started.',
    remedy: 'Nothing, if the operation goes on by itself. Otherwise read the current state and decide again.',
    text: (e: { host: string; lock: string; have: number }) =>
      `somebody else holds the lock '${e.lock}' on ${e.host} by now (epoch ${e.have})`,
  },
  LOCK_BUSY: {
    status: 503,
    retry: 'backoff',
    when: 'Another command held a lock on a host for longer than the step could wait. The command was not started.',
    remedy: 'Find what runs on the host (`fuser` on the lock file), and try again when it has ended.',
    text: (e: { host: string; lock: string; waitedMs: number }) =>
      `the lock '${e.lock}' on ${e.host} was not free within ${e.waitedMs} ms`,
  },
  GUARD_BROKEN: {
    status: 502,
    retry: 'backoff',
    when: 'A host cannot keep its locks, so that nothing may be changed on it. The command was not started.',
    remedy:
      'Check on the host that /var/lib/hostreeve can be written and has space, and that `flock` and `sync` are there.',
    text: (e: { host: string; reason: string }) => `the host ${e.host} cannot keep its locks: ${e.reason}`,
  },
  FILE_CONTENDED: {
    status: 503,
    retry: 'backoff',
    when: 'A file on a host changed again and again while Hostreeve edited it. It was not written.',
    remedy: 'Find what else writes the file, and try again.',
    text: (e: { host: string; path: string; tries: number }) =>
      `${e.path} on ${e.host} changed under each of ${e.tries} tries to edit it`,
  },
  FILE_NOT_EDITABLE: {
    status: 409,
    retry: 'never',
    when: 'A file on a host is not one that can be edited: no regular file, not UTF-8, or too large. It was not written.',
    remedy: 'Look at the file; put a regular text file of at most 1 MiB in its place.',
    text: (e: { host: string; path: string; reason: string }) => `${e.path} on ${e.host} cannot be edited: ${e.reason}`,
  },
});
