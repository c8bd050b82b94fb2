import type { Store } from './store.ts';

/** A store as of one moment, which nobody can write by it. */
export type StoreMoment = Pick<Store, 'read' | 'readTogether' | 'words'>;

/** What each kind of store gives for it. */
export interface TablesView extends StoreMoment {
  /** The file, or the URL without its password. */
  readonly path: string;
  /** Whether the store, and no other schema beside it, has a table. */
  readonly hasTable: (name: string) => Promise<boolean>;
}
