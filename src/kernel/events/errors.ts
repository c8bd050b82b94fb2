import { defineErrors } from '../errors.ts';

/** A reader that is too far behind is told by a value, `reset`, and not by an error. */
export const errors = defineErrors({
  EVENT_TOO_LARGE: {
    status: 500,
    retry: 'never',
    when: 'Hostreeve itself was to announce an event with more in it than an event may hold.',
    remedy: 'Report it with the log line: an event names what changed, and whoever hears of it reads the rest.',
    text: (e: { topic: string; characters: number; most: number }) =>
      `an event ${e.topic} has a body of ${e.characters} characters; ${e.most} are allowed`,
  },
  EVENT_QUERY_INVALID: {
    status: 400,
    retry: 'never',
    when: 'Events were asked for with too many projects or topics, or behind a place that is no number.',
    remedy: 'Ask for fewer of them, or for all and leave out what you do not need.',
    text: (e: { problem: string }) => `these events cannot be asked for: ${e.problem}`,
  },
});
