/**
 * Everything that a right can be given for, each with the sentence that a person reads who gives it. Routes, roles and
 * refusals refer to this list: an action that is not here does not compile.
 *
 * A name is `resource.verb`. `read` never changes anything, not even on a host. Names stay for ever: custom roles in
 * the store have them.
 */
export const actions = {
  'volume.read': 'See volumes, their bricks and snapshots, and what they hold and use.',
  'volume.create': 'Make volumes, also as clones of others.',
  'volume.change': 'Expand volumes, change their options, and move their bricks.',
  'volume.snapshot': 'Take snapshots of volumes, and delete them.',
  'volume.restore': 'Put volumes back to what a snapshot of them holds, which loses all that came after it.',
  'volume.delete': 'Delete volumes with all that is on them.',
  'volume.reveal': 'See the passwords by which clients reach block volumes.',
  'device.read': 'See the devices of hosts and how full they are.',
  'device.manage': 'Add devices, which erases them, take them out of use, and remove them.',
  'host.read': 'See hosts and what is known about them.',
  'host.manage': 'Add and remove hosts, and change how they are reached and which key is trusted.',
  'cluster.read': 'See clusters and what belongs to them.',
  'cluster.manage': 'Make, change and delete clusters.',
  'operation.read': 'See operations, with the commands that they ran and what those printed.',
  'operation.cancel': 'Cancel operations that are under way.',
  'operation.decide': 'Retry, skip over or abandon what is stuck.',
  'minion.read': 'See minions and whether they answer.',
  'minion.command': 'Run any command on hosts, as the user that Hostreeve is there: all that this user may.',
  'minion.shell': 'Open a shell on hosts, as the user that Hostreeve is there.',
  'minion.manage': 'Accept, reject and forget minions.',
  'event.read': 'Follow the stream of events.',
  'project.read': 'See which projects there are.',
  'project.manage': 'Make projects.',
  'user.read': 'See who there is, and which roles they have.',
  'user.manage':
    'Make, change and disable principals and give them roles, one of their own among them: the same as all rights.',
  'token.manage': 'Make, see and revoke the tokens of others: the same as all rights of all of them.',
  'audit.read': 'See who did what, when and from where.',
  'server.manage': 'Change what the server itself does: its maintenance state and the level of its log.',
  'store.export': 'Take copies of the store; secrets in them stay sealed.',
} as const satisfies Readonly<Record<`${string}.${string}`, string>>;

export type Action = keyof typeof actions;
