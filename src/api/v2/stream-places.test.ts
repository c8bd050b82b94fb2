import { describe, expect, it } from 'vitest';
import { createStreamPlaces } from './stream-places.ts';

const times = (count: number): readonly number[] => [...Array(count).keys()];
const full = (code: string, most: number) => expect.objectContaining({ code, fields: { most } });

describe('the places for streams of events', () => {
  it('are 20 for each principal, and free again when a stream ends', () => {
    const take = createStreamPlaces();
    const [first] = times(20).map(() => take('ada'));
    expect(() => take('ada')).toThrow(full('EVENT_STREAMS_OWN_FULL', 20));
    take('eve');
    first?.();
    take('ada');
    expect(() => take('ada')).toThrow(full('EVENT_STREAMS_OWN_FULL', 20));
  });

  it('are 1,000 for all', () => {
    const take = createStreamPlaces();
    const [first] = times(1_000).map((index) => take(`principal ${index % 50}`));
    expect(() => take('ada')).toThrow(full('EVENT_STREAMS_FULL', 1_000));
    first?.();
    take('ada');
    expect(() => take('eve')).toThrow(full('EVENT_STREAMS_FULL', 1_000));
  });
});
