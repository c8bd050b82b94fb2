import { describe, expect, it } from 'vitest';
import { liveThroughADay } from './day.ts';

/** `SEED=… npm run test:unit -- days` replays one; `SEEDS=2000` tries as many, from `FIRST_SEED` on. */
const given = process.env['SEED'];
const count = Number(process.env['SEEDS'] ?? '100');
const first = Number(process.env['FIRST_SEED'] ?? '1');
const seeds = given === undefined ? Array.from({ length: count }, (_, index) => String(first + index)) : [given];

describe('a day of operations, faults and dying servers', () => {
  it(`loses no operation, doubles no effect, charges no device too much and leaves no orphan: ${seeds.length} seeds`, {
    timeout: 60_000 + seeds.length * 10_000,
  }, async () => {
    const ends: Record<string, number> = {};
    for (const seed of seeds) {
      const day = await liveThroughADay(seed).catch((error: unknown) => {
        throw new Error(`seed ${seed}: replay with SEED=${seed}`, { cause: error });
      });
      expect(day.problems, `seed ${seed}: replay with SEED=${seed}`).toEqual([]);
      for (const [end, number] of Object.entries(day.ends)) ends[end] = (ends[end] ?? 0) + number;
    }
    console.log(
      Object.entries(ends)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([end, number]) => `${number} ${end}`)
        .join(', '),
    );
  });

  it('repeats itself from its seed', async () => {
    const [one, other] = [await liveThroughADay('again'), await liveThroughADay('again')];
    expect(other.transcript).toBe(one.transcript);
  });
});
