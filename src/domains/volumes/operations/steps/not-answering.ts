/** What must not keep another host from being asked. Unknown keys and accounts stand for themselves. */
export const NOT_ANSWERING: readonly string[] = [
  'HOST_UNREACHABLE',
  'HOST_LOST',
  'COMMAND_TIMEOUT',
  'GLUSTER_DOWN',
  'COMMAND_ANSWER_UNKNOWN',
];
