import type { Tags } from '../inventory/cluster-view.ts';

/** What a device must have among its tags or its node's; one that it does not have counts as empty. */
export type TagRule = {
  readonly tag: string;
  readonly value: string;
  /** It must not be this value. Absent: false. */
  readonly not?: boolean;
};

/**
 * What the bricks of a volume are chosen by, beside its durability and zones (contract heketi-engine §1.6, §2.5, §2.6).
 * Kept in the store as it stands here, for the bricks that are placed later. A type alias, so that it counts as JSON.
 */
export type PlacementRules = {
  /** In KiB: the size of arbiter bricks follows from it. Absent: that of the configuration. */
  readonly averageFileSizeKib?: number;
  /** Rules that every device must follow. */
  readonly require?: readonly TagRule[];
  /** Wishes: devices that fulfil more of them come first. */
  readonly prefer?: readonly TagRule[];
};

export function follows(tags: Tags, { tag, value, not = false }: TagRule): boolean {
  return ((tags[tag] ?? '') === value) !== not;
}

export function describeRule({ tag, value, not = false }: TagRule): string {
  return `${tag}${not ? '!=' : '='}${value}`;
}

/**
 * A rule in Heketi's words.
 *
 * @returns undefined where it is none
 */
export function tagRuleIn(text: string): TagRule | undefined {
  // compat(heketi): the range from `.` to `_` is Heketi's, who meant three characters: digits, `/`, `:`, `=` and more are
  // in it, the dash is not.
  const { tag, how, value } = /^(?<tag>[a-zA-Z0-9.-_]+)(?<how>!?=)(?<value>[a-zA-Z0-9.-_]+)$/.exec(text)?.groups ?? {};
  if (tag === undefined || value === undefined) return undefined;
  return { tag, value, ...(how === '!=' ? { not: true } : {}) };
}
