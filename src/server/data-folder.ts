import { mkdirSync } from 'node:fs';
import { reasonOf } from '../kernel/errors.ts';
import { errors } from './errors.ts';

/** @throws SERVER_DATA_FOLDER_UNUSABLE */
export function makeDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw errors.SERVER_DATA_FOLDER_UNUSABLE({ path, reason: reasonOf(cause) }, { cause });
  }
}
