/** The stream of events: what happened, on all servers, in one order. */
export { type EventStream, startEventStream } from './event-stream.ts';
export { createHeadClaim, type HeadClaim, isFreeSql } from './head-claim.ts';
export { eventMigrations } from './migrations.ts';
export { type NewEvent, outboxStatement } from './outbox-statement.ts';
export type { Event, EventFilter, EventPage, EventQuery, EventReset } from './read-events.ts';
export type { OutboxStatistics } from './sequencer.ts';
export type { Delivery, Subscription } from './subscribe.ts';
