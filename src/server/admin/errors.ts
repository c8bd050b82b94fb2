import { defineErrors } from '../../kernel/errors.ts';

/** What can go wrong with the commands of the machine's owner, beside what the commands themselves refuse. */
export const errors = defineErrors({
  ADMIN_INPUT_INVALID: {
    status: 400,
    retry: 'never',
    when: 'A command of the owner was called with an input that it does not take.',
    remedy: 'See the help of the command.',
    text: (e: { command: string; problems: readonly string[] }) => `${e.command}: ${e.problems.join('; ')}`,
  },
  ADMIN_COMMAND_UNKNOWN: {
    status: 404,
    retry: 'never',
    when: 'The admin socket was asked for a command that there is not.',
    remedy: 'Use `hostreeve` of the same release as the server.',
    text: (e: { command: string }) => `the admin socket knows no command '${e.command}'`,
  },
  ADMIN_SERVER_DIFFERS: {
    status: 409,
    retry: 'never',
    when: 'The server that has the data folder is of another release than the command, or uses another store than the command was told.',
    remedy:
      'Use `hostreeve` of the release that runs, or restart the server; give the command the configuration that the server has.',
    text: (e: { what: 'release' | 'store'; server: string; command: string }) =>
      `the server that has this data folder has the ${e.what} ${e.server}, and the command ${e.command}; nothing was done`,
  },
  ADMIN_SOCKET_TAKEN: {
    status: 503,
    retry: 'never',
    when: 'Another server that is alive listens on the admin socket of the data folder.',
    remedy: 'Give each server a data folder of its own, also where several use one PostgreSQL store.',
    text: (e: { path: string }) => `another server listens on ${e.path}; give this one another data folder`,
  },
  ADMIN_SOCKET_UNUSABLE: {
    status: 503,
    retry: 'never',
    when: 'The admin socket cannot be made in the data folder, or cannot be reached.',
    remedy: 'Read the reason. The data folder must be on a file system that has Unix sockets and hard links.',
    text: (e: { path: string; reason: string }) => `the admin socket ${e.path} cannot be used: ${e.reason}`,
  },
  ADMIN_SOCKET_FORBIDDEN: {
    status: 403,
    retry: 'never',
    when: 'The user who runs the command is not the one who runs the server.',
    remedy: 'Run the command as the user of the server, or as root.',
    text: (e: { path: string }) => `this user may not use ${e.path}; run the command as the user of the server`,
  },
  ADMIN_ANSWER_LOST: {
    status: 503,
    retry: 'reread',
    when: 'The server ended, or closed the connection, before it answered a command.',
    remedy: 'Look whether the change was made, then call the command again if it was not.',
    text: (e: { command: string }) =>
      `the server ended before it answered ${e.command}; look whether the change was made before you repeat it`,
  },
  ADMIN_STORE_BUSY: {
    status: 503,
    retry: 'backoff',
    when: 'A process has the SQLite store open and listens on no admin socket: a server that starts or stops, or another command.',
    remedy: 'Try again in a moment. If it stays so, restart the process that is named.',
    text: (e: { reason: string }) => `${e.reason}; it does not answer on its admin socket either`,
  },
  ADMIN_STORE_MISSING: {
    status: 404,
    retry: 'never',
    when: 'A command that makes no store found none, and no server either.',
    remedy:
      'Name the right data folder with `--data`. The first start makes a store, and so do `createuser` and `user create`.',
    text: (e: { path: string }) => `there is no store at ${e.path}; check --data`,
  },
  ADMIN_OWNER_FOREIGN: {
    status: 403,
    retry: 'never',
    when: 'The data folder belongs to another user than the one who runs the command, who would leave files in it that the server cannot use.',
    remedy: 'Run the command as the owner of the folder, such as `sudo -u hostreeve hostreeve …`.',
    text: (e: { path: string; ownerUid: number; uid: number }) =>
      `${e.path} belongs to the user with the id ${e.ownerUid}, and this one has ${e.uid}; run the command as its owner`,
  },
});
