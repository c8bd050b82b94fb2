/**
 * Migrations go forward only and come in two phases, so that a release runs on its own schema and on the next one:
 *
 * - `add` migrations of generation G run when a release of generation G starts. They only add, so that servers of
 *   generation G-1 beside it go on working.
 * - `drop` migrations of generation G remove what only generation G-1 needed. They run when a release of generation
 *   G+1 starts, which cannot happen beside one of generation G-1.
 *
 * The name says all of it: `<serial>-g<generation>-<add|drop>-<title>`. Serials are unique over all domains and give the
 * order; what landed never changes.
 */

/** What SQL calls the few things that differ; everything else of a migration is the same text on both databases. */
export interface SqlTypes {
  /** A whole number beyond 31 bits, among them all times, in milliseconds. */
  readonly bigint: string;
  readonly blob: string;
  /** The whole definition of a key that the database counts up; of rows that are there, a later one has a greater. */
  readonly serialKey: string;
  readonly json: string;
  /** What stands after the closing parenthesis of `create table`. */
  readonly strict: string;
  /** In place of `strict`, for tables whose rows are changed often: room is left beside each for its next version. */
  readonly updated: string;
  /** The statements that make a counter; `Store.words.next` takes numbers from it. */
  readonly counter: (name: string) => readonly string[];
}

export interface Migration {
  readonly name: string;
  /** The statements, in order; all migrations of a start run in one transaction. */
  readonly statements: (types: SqlTypes) => readonly string[];
}

export interface MigrationName {
  readonly serial: number;
  readonly generation: number;
  readonly phase: 'add' | 'drop';
}

/** @throws {TypeError} when the name does not have the form above: a fault of the program. */
export function parseMigrationName(name: string): MigrationName {
  const match = /^(?<serial>\d{4})-g(?<generation>\d+)-(?<phase>add|drop)-[a-z0-9-]+$/.exec(name);
  const groups = match?.groups;
  if (groups === undefined)
    throw new TypeError(`migration name '${name}' is not <serial>-g<generation>-<add|drop>-<title>`);
  return {
    serial: Number(groups['serial']),
    generation: Number(groups['generation']),
    phase: groups['phase'] === 'add' ? 'add' : 'drop',
  };
}

/** The schema generation of a release: the highest one that its migrations add to. */
export function generationOf(migrations: readonly Migration[]): number {
  return Math.max(
    0,
    ...migrations.map(({ name }) => parseMigrationName(name)).map((n) => (n.phase === 'add' ? n.generation : 0)),
  );
}

export type MigrationPlan =
  | { readonly kind: 'run'; readonly pending: readonly Migration[] }
  /** The store has what this release cannot work beside. */
  | { readonly kind: 'too-new'; readonly unknown: readonly string[] };

/**
 * What a start of this release has to do with a store.
 *
 * @param migrations all migrations of this release, of all domains
 * @param applied the names that the store has
 */
export function planMigrations(migrations: readonly Migration[], applied: readonly string[]): MigrationPlan {
  const serials = migrations.map(({ name }) => parseMigrationName(name).serial);
  if (new Set(serials).size !== serials.length) throw new TypeError('two migrations have the same serial number');
  const generation = generationOf(migrations);
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = applied.filter((name) => !known.has(name) && !isHarmless(name, generation));
  if (unknown.length > 0) return { kind: 'too-new', unknown };
  const pending = migrations
    .filter(({ name }) => !applied.includes(name))
    .filter(({ name }) => {
      const parsed = parseMigrationName(name);
      return parsed.phase === 'add' || parsed.generation < generation;
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { kind: 'run', pending };
}

/** A release of the next generation adds its own, and drops what the generation before ours needed. */
function isHarmless(name: string, generation: number): boolean {
  if (!/^\d{4}-g\d+-(add|drop)-[a-z0-9-]+$/.test(name)) return false;
  const foreign = parseMigrationName(name);
  return foreign.phase === 'add' ? foreign.generation <= generation + 1 : foreign.generation <= generation;
}
