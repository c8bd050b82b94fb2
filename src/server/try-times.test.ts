import { expect, it } from 'vitest';
import { loadConfig } from '../kernel/config/index.ts';
import { tryTimes } from './try-times.ts';

const timesWith = (glusterfs: object) => {
  const text = JSON.stringify({ glusterfs });
  const flags = { '--disable-auth': true };
  return tryTimes(loadConfig({ flags, env: {}, heketiPath: 'h.json', readFile: () => text }).config.heketi.cleaner);
};

it('tries stuck operations again at the times of Heketi’s background cleaner, and never where it is disabled', () => {
  expect(timesWith({})).toEqual({ firstTryMs: 30_000, longestTryMs: 900_000 });
  const given = { start_time_background_cleaner: 120, refresh_time_background_cleaner: 7200 };
  expect(timesWith(given)).toEqual({ firstTryMs: 120_000, longestTryMs: 7_200_000 });
  const { firstTryMs, longestTryMs } = timesWith({ ...given, disable_background_cleaner: true });
  const fiftyYears = 50 * 365 * 86_400_000;
  expect([firstTryMs > fiftyYears, longestTryMs > fiftyYears]).toEqual([true, true]);
});
