import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { exportDatabase, importDatabase } from '../../../api/heketi/index.ts';
import { DEFAULT_PROJECT } from '../../../kernel/identity/index.ts';
import { type AdminParts, defineCommand } from '../command.ts';
import { fields } from '../fields.ts';

/** 100,000 bricks have some 60 MB. */
const MOST_BYTES = 512 * 1024 * 1024;

/** The commands that move a database of Heketi in and out. */
export const inventoryCommands = {
  'inventory.import': defineCommand({
    input: fields({
      document: Type.String(),
      isTrial: Type.Boolean(),
      mayRepair: Type.Boolean(),
      mayBeNewer: Type.Boolean(),
      sshPort: Type.Integer({ minimum: 1, maximum: 65_535 }),
    }),
    mostBytes: MOST_BYTES,
    on: () => `project/${DEFAULT_PROJECT}`,
    run: async (parts, { document, ...options }) =>
      importDatabase(
        partsOf(parts),
        { principal: parts.actor.who, project: DEFAULT_PROJECT, from: parts.actor.from },
        document,
        options,
      ),
  }),
  'inventory.export': defineCommand({
    input: fields({}),
    run: async (parts) => ({ document: await exportDatabase(partsOf(parts)) }),
  }),
};

function partsOf({ store, vault, now }: AdminParts) {
  return { store, vault, clock: { now }, newId: () => randomBytes(16).toString('hex') };
}
