import { InvalidArgumentError } from 'commander';
import { momentOf, spanOf } from '../time-text.ts';

/** For options that name a moment, or how long ago it was: `2026-11-21`, `2026-11-21T19:00:00Z`, `2h`. */
export function parseSince(text: string): number {
  const spanMs = spanOf(text);
  return spanMs === undefined ? parseMoment(text) : Date.now() - spanMs;
}

/** For options that name a moment, or in how long it will be. */
export function parseUntil(text: string): number {
  const spanMs = spanOf(text);
  return spanMs === undefined ? parseMoment(text) : Date.now() + spanMs;
}

function parseMoment(text: string): number {
  const atMs = momentOf(text);
  if (atMs === undefined || atMs < 0)
    throw new InvalidArgumentError('Give a span such as 12h or 90d, or a time such as 2026-11-21T19:00:00Z.');
  return atMs;
}
