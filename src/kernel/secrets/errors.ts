import { defineErrors } from '../errors.ts';

export const errors = defineErrors({
  SECRETS_KEY_FILE_UNREADABLE: {
    status: 500,
    retry: 'never',
    when: 'The file with the master key is missing or cannot be read.',
    remedy:
      'Check the path in `secrets.masterKeyFile` and that the user who runs Hostreeve may read it. If the file is lost, put it back from your own copy: sealed secrets cannot be opened without it.',
    text: (e: { path: string; reason: string }) => `cannot read the master key file ${e.path}: ${e.reason}`,
  },
  SECRETS_KEY_MISSING: {
    status: 500,
    retry: 'never',
    when: 'The store has sealed secrets, and no place has a master key to open them.',
    remedy:
      'Put your copy of the master key back, or name it in `secrets.masterKeyFile`. Hostreeve makes a key only for a store that has none yet.',
    text: (e: { path: string }) =>
      `the store has sealed secrets, but there is no master key: put your copy back as ${e.path}`,
  },
  SECRETS_KEY_FILE_EXPOSED: {
    status: 500,
    retry: 'never',
    when: 'The file with the master key may be read or changed by the group or by others.',
    remedy: 'Run the `chmod 600` that the message names. If others may have read the key, make a new one as well.',
    text: (e: { path: string; mode: string }) =>
      `the master key file ${e.path} has mode ${e.mode}, so others than its owner have access; run: chmod 600 ${e.path}`,
  },
  SECRETS_KEY_FILE_NOT_CREATED: {
    status: 500,
    retry: 'never',
    when: 'On the first start the new master key could not be written into the data folder.',
    remedy:
      'Make the data folder writable for the user who runs Hostreeve, free some space, or name a key of your own in `secrets.masterKeyFile`.',
    text: (e: { path: string; reason: string }) => `cannot create the master key file ${e.path}: ${e.reason}`,
  },
  SECRETS_KEY_MALFORMED: {
    status: 500,
    retry: 'never',
    when: 'The master key is not 32 bytes in base64.',
    remedy: 'Use the key that was made for this installation. For a new installation: `openssl rand -base64 32`.',
    text: (e: { source: string; found: string }) =>
      `the master key from ${e.source} must be 32 bytes in base64, found ${e.found}`,
  },
  SECRETS_SEAL_MALFORMED: {
    status: 500,
    retry: 'never',
    when: 'A sealed secret in the store does not have the form of one: it was cut, edited, or written by a newer version.',
    remedy: 'Check whether a newer Hostreeve wrote this store; otherwise set the named secret again.',
    text: (e: { context: string; reason: string }) => `the sealed secret '${e.context}' cannot be read: ${e.reason}`,
  },
  SECRETS_KEY_WRONG: {
    status: 500,
    retry: 'never',
    when: 'A secret was sealed by another key than the one at hand.',
    remedy:
      'Start with the master key that this store was made with: the message names the ids of both. A store that was restored from a backup needs the key of its time.',
    text: (e: { context: string; sealedBy: string; keyId: string }) =>
      `the sealed secret '${e.context}' was sealed by key ${e.sealedBy}, but the key at hand is ${e.keyId}`,
  },
  SECRETS_SEAL_BROKEN: {
    status: 500,
    retry: 'never',
    when: 'A sealed secret was changed after sealing, or was moved from the place that it was sealed for.',
    remedy:
      'Somebody or something edited the store: find out who, then set the named secret again or restore a backup.',
    text: (e: { context: string }) =>
      `the sealed secret '${e.context}' was changed since it was sealed, or was sealed for another place`,
  },
});
