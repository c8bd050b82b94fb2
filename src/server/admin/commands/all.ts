import type { Static } from 'typebox';
import { auditCommands } from './audit-commands.ts';
import { inventoryCommands } from './inventory-commands.ts';
import { roleCommands } from './role-commands.ts';
import { tokenCommands } from './token-commands.ts';
import { userCommands } from './user-commands.ts';

/** Every command of the machine's owner: the admin socket serves them, and `openAdmin` runs them without a server. */
export const adminCommands = {
  ...userCommands,
  ...roleCommands,
  ...tokenCommands,
  ...auditCommands,
  ...inventoryCommands,
};

type Commands = typeof adminCommands;

export type AdminCommandName = keyof Commands;

export type AdminInput<Name extends AdminCommandName> = Static<Commands[Name]['input']>;

export type AdminResult<Name extends AdminCommandName> = Awaited<ReturnType<Commands[Name]['run']>>;
