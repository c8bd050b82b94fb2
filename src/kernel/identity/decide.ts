import { covers } from './action-pattern.ts';
import type { Action } from './actions.ts';

/** A role that somebody has, as far as deciding goes. */
export interface Grant {
  readonly role: string;
  /** What it gives: see action-pattern.ts. */
  readonly patterns: readonly string[];
  /** Where it holds; everywhere without it. */
  readonly project?: string;
}

/** What an action is about. Every row that belongs to somebody has a project. */
export interface Resource {
  readonly project: string;
}

export interface Right {
  readonly action: Action;
  /** Everywhere without it. */
  readonly project?: string;
}

export type Decision =
  | { readonly kind: 'allowed' }
  /** `missing` has one right for each project in which the action is not given; never empty. */
  | { readonly kind: 'denied'; readonly missing: readonly [Right, ...Right[]] };

/** Where somebody may do something: what a list is narrowed to. */
export type Reach = 'everywhere' | readonly string[];

/**
 * Whether grants give an action on all of the resources. Without resources the action is about the whole
 * installation, and only a role everywhere gives it: a list that is empty by mistake asks for more, not for less.
 */
export function decide(grants: readonly Grant[], action: Action, resources: readonly Resource[]): Decision {
  const reach = reachOf(grants, action);
  if (reach === 'everywhere') return { kind: 'allowed' };
  if (resources.length === 0) return { kind: 'denied', missing: [{ action }] };
  const projects = new Set(resources.map(({ project }) => project));
  const [first, ...more] = [...projects]
    .filter((project) => !reach.includes(project))
    .map((project): Right => ({ action, project }));
  return first === undefined ? { kind: 'allowed' } : { kind: 'denied', missing: [first, ...more] };
}

/** The projects in which grants give an action. */
export function reachOf(grants: readonly Grant[], action: Action): Reach {
  const giving = grants.filter(({ patterns }) => patterns.some((pattern) => covers(pattern, action)));
  const projects = giving.flatMap(({ project }) => (project === undefined ? [] : [project]));
  return projects.length < giving.length ? 'everywhere' : [...new Set(projects)];
}
