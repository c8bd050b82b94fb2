import { errors } from './errors.ts';

/** Clients that follow the events of one server at a time, and those of them that are one principal's. */
const MOST_OF_ALL = 1_000;
const MOST_OF_ONE = 20;

/**
 * The places for streams of events on this server.
 *
 * @returns what takes a place for a principal, and gives a function that lets it go; it throws EVENT_STREAMS_FULL or
 * EVENT_STREAMS_OWN_FULL
 */
export function createStreamPlaces(): (principal: string) => () => void {
  const taken = new Map<string, number>();
  let all = 0;
  return (principal) => {
    const own = taken.get(principal) ?? 0;
    if (own >= MOST_OF_ONE) throw errors.EVENT_STREAMS_OWN_FULL({ most: MOST_OF_ONE });
    if (all >= MOST_OF_ALL) throw errors.EVENT_STREAMS_FULL({ most: MOST_OF_ALL });
    taken.set(principal, own + 1);
    all += 1;
    return () => {
      all -= 1;
      const left = (taken.get(principal) ?? 1) - 1;
      if (left === 0) taken.delete(principal);
      else taken.set(principal, left);
    };
  };
}
