/** What the machine's owner does without a token: through a socket while a server runs, on the store otherwise. */
export { type AdminSocket, type AdminSocketOptions, startAdminSocket } from './admin-socket.ts';
export type { UserDetails } from './commands/user-commands.ts';
export { type Admin, type AdminOptions, openAdmin } from './open-admin.ts';
export { createServerIdentity } from './server-identity.ts';
