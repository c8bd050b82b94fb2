/** The client of Hostreeve's own API, `/api/v2`. Its types are made from the OpenAPI document. */
import type { components } from './api-types.ts';

export { type Client, type ClientOptions, createClient } from './create-client.ts';
export { allItems } from './all-items.ts';
export { dataOf } from './data-of.ts';
export { NoAnswerError, ProblemError, StrangeAnswerError } from './errors.ts';
export { type Loader, loadTopology, type Outcome } from './topology/load-topology.ts';
export { readTopology } from './topology/read-topology.ts';
export type { ClusterWish, DeviceWish, NodeWish, Topology } from './topology/read-topology.ts';
export { type Followed, followEvents } from './follow-events.ts';
export { watchOperation } from './watch-operation.ts';

/** Everything that requests and answers are made of, by its name in the document. */
export type Schemas = components['schemas'];
