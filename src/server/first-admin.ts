import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identity } from '../kernel/identity/index.ts';
import type { Logger } from '../kernel/telemetry/index.ts';

const FILE = 'admin-token';
const ACTOR = { who: '[server]', from: '[server]' };

/**
 * Makes the first administrator where there is none: a token for them is put into the file `admin-token` of the data
 * folder, which only the owner can read. Who reads it may do everything.
 */
export async function makeFirstAdmin(identity: Identity, dataFolder: string, logger: Logger): Promise<void> {
  const path = join(dataFolder, FILE);
  let isKept = false;
  const outcome = await identity.manage.ensureFirstAdmin(ACTOR, async (token) => {
    // A file that a start left which did not come to its end is of no use: its token was never recorded.
    await unlink(path).catch(() => undefined);
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${token.reveal()}\n`);
      await file.sync();
      isKept = true;
    } finally {
      await file.close();
    }
  });
  if (outcome.kind === 'made') {
    logger.warn(
      { principal: outcome.principal.name, file: path },
      'a first administrator was made: the file has a token',
    );
  } else if (isKept) {
    // Another server made one at the same time.
    await unlink(path).catch(() => undefined);
  }
}
