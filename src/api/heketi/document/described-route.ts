import type { TSchema } from 'typebox';
import type { Field } from '../read-fields.ts';

/** Groups of routes in the document. */
export const tags = {
  service: 'The server itself: who may change what, the level of its log, its metrics.',
  clusters: 'Nodes whose devices hold volumes together.',
  nodes: 'Hosts of a cluster.',
  devices: 'Disks of a node.',
  volumes: 'File volumes, which clients mount.',
  'block volumes': 'Block devices in a file of a block hosting volume.',
  bricks: 'The parts of volumes.',
  operations: 'What is under way, and what came to no good end.',
  database: 'What the server knows, as a whole.',
} as const;

/** What the document says of a route; its method, path and access it has from the table of routes. */
export interface DescribedRoute {
  /** As Heketi's client for Go calls it. */
  readonly name: string;
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description?: string;
  readonly body?: DescribedBody;
  /** What it answers when all is well. */
  readonly answer: DescribedAnswer;
  /** Its own refusals, by status: what stands here is added to what every route of its kind may answer. */
  readonly refusals?: Readonly<Record<number, string>>;
}

export interface DescribedBody {
  /** The definition's name. */
  readonly title: string;
  /** What the route reads it by. */
  readonly reads: Field<unknown>;
  readonly required?: readonly string[];
  /** Whether the request may come without one. */
  readonly isOptional?: boolean;
  /** More about single keys, by dotted path: keywords of JSON Schema. */
  readonly keys?: Readonly<Record<string, object>>;
}

export type DescribedAnswer =
  | { readonly status: number; readonly description: string; readonly body?: TSchema; readonly type?: string }
  /** 202: the end is told once by the queue. */
  | { readonly queued: DescribedEnd };

export type DescribedEnd =
  /** 204: nothing is given. */
  | 'nothing'
  /** 303 to what came of it. */
  | { readonly leadsTo: 'node' | 'volume' | 'blockvolume' };
