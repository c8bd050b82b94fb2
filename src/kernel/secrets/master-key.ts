import { randomBytes } from 'node:crypto';
import { link, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf } from '../errors.ts';
import { errors } from './errors.ts';
import { parseKey } from './parse-key.ts';
import { KEY_BYTES, type SealingKey } from './sealing-key.ts';

const CREDENTIAL = 'hostreeve-master-key';
const VARIABLE = 'HOSTREEVE_MASTER_KEY';
/** In the data folder, where no other place has a key. */
export const MASTER_KEY_FILE = 'master.key';

export interface MasterKeyPlaces {
  /** `secrets.masterKeyFile` of the configuration. */
  readonly file?: string | undefined;
  /** The process's environment: CREDENTIALS_DIRECTORY and HOSTREEVE_MASTER_KEY are read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where `master.key` is looked for, and made when no place has a key. Must exist. */
  readonly dataFolder: string;
  /** Whether a key may be made: only where nothing is sealed yet, or nobody could open it again. */
  readonly mayCreate: boolean;
}

export interface MasterKey {
  readonly key: SealingKey;
  /** Where it was found, for the log: a path, or the name of the variable. */
  readonly source: string;
  /** Whether it was made just now: the person in charge should be told to keep a copy. */
  readonly isNew: boolean;
}

/**
 * Finds the master key: the configured file, then the systemd credential `hostreeve-master-key`, then the variable
 * HOSTREEVE_MASTER_KEY, then `master.key` in the data folder, which is made on the first start. A place that has an
 * unusable key is an error and never skipped: going on with another key would make a store that nobody can open.
 *
 * @throws {CodedError} SECRETS_KEY_MISSING, SECRETS_KEY_FILE_UNREADABLE, SECRETS_KEY_FILE_EXPOSED, SECRETS_KEY_FILE_NOT_CREATED or
 * SECRETS_KEY_MALFORMED
 */
export async function findMasterKey(places: MasterKeyPlaces): Promise<MasterKey> {
  if (places.file !== undefined) {
    const key = await readKeyFile(places.file, true);
    if (key === undefined)
      throw errors.SECRETS_KEY_FILE_UNREADABLE({ path: places.file, reason: 'there is no such file' });
    return { key, source: places.file, isNew: false };
  }

  const credentials = places.environment['CREDENTIALS_DIRECTORY'];
  if (credentials !== undefined && credentials !== '') {
    const path = join(credentials, CREDENTIAL);
    // systemd guards the folder and gives the service's user access by an ACL, which shows as mode 0440.
    const key = await readKeyFile(path, false);
    if (key !== undefined) return { key, source: path, isNew: false };
  }

  const variable = places.environment[VARIABLE];
  if (variable !== undefined)
    return { key: parseKey(variable, `the variable ${VARIABLE}`), source: VARIABLE, isNew: false };

  const path = join(places.dataFolder, MASTER_KEY_FILE);
  const isMissing = (await readKeyFile(path, true)) === undefined;
  if (isMissing && !places.mayCreate) throw errors.SECRETS_KEY_MISSING({ path });
  const isNew = isMissing && (await createKeyFile(path));
  const key = await readKeyFile(path, true);
  if (key === undefined) throw errors.SECRETS_KEY_FILE_UNREADABLE({ path, reason: 'it vanished during the start' });
  return { key, source: path, isNew };
}

/** The key in a file, or undefined when there is no file. */
async function readKeyFile(path: string, checkMode: boolean): Promise<SealingKey | undefined> {
  let text: string;
  let mode: number;
  try {
    await using file = await open(path, 'r');
    mode = (await file.stat()).mode & 0o777;
    text = await file.readFile('utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw errors.SECRETS_KEY_FILE_UNREADABLE({ path, reason: reasonWithoutPath(cause) }, { cause });
  }
  if (checkMode && (mode & 0o077) !== 0)
    throw errors.SECRETS_KEY_FILE_EXPOSED({ path, mode: mode.toString(8).padStart(4, '0') });
  return parseKey(text, path);
}

/**
 * Makes a key file and puts it at `path` unless another start was faster. A hard link and not O_EXCL on the path itself:
 * the file appears with its content or not at all, so the slower start never reads half a key.
 *
 * @returns whether ours is the one
 */
async function createKeyFile(path: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    {
      await using file = await open(draft, 'wx', 0o600);
      await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
      await file.sync();
    }
    try {
      await link(draft, path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    } finally {
      await unlink(draft);
      // The entry in the folder must survive a power cut too: the first sealed row depends on it.
      await using folder = await open(dirname(path), 'r');
      await folder.sync();
    }
    return true;
  } catch (cause) {
    throw errors.SECRETS_KEY_FILE_NOT_CREATED({ path, reason: reasonWithoutPath(cause) }, { cause });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Node's sentence without the path, which the coded error names already. */
function reasonWithoutPath(error: unknown): string {
  return reasonOf(error).replace(/, \w+ '.*$/, '');
}
