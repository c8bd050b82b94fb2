import { expect, it } from 'vitest';
import { aV2Server, type Body } from './testing/a-v2-server.ts';

const CROWD = 1_000;
const wish = { sizeGib: 1, durability: { kind: 'none' } };

const durationMs = ({ createdAt, endedAt }: Body): number =>
  Date.parse(String(endedAt)) - Date.parse(String(createdAt));

// In the time of the simulation, which is the same on every machine.
it('carries out 1,000 writes that come at once, loses none, and lets none take ten times as long as the median', async () => {
  const { app, ask, run, pages, tokenWith } = await aV2Server({ limits: { running: 64, queued: CROWD } });
  const headers = { authorization: `Bearer ${await tokenWith({ role: 'admin' })}` };
  const names = Array.from({ length: CROWD }, (_, index) => `v${index}`);
  const answers = await run(
    Promise.all(
      names.map((name) => app.inject({ method: 'POST', url: '/api/v2/volumes', headers, payload: { ...wish, name } })),
    ),
  );
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([202]));
  for (const answer of answers) {
    const { id } = answer.json<{ readonly id: string }>();
    for (let isOver = false; !isOver; ) {
      const { body } = await ask(`GET /operations/${id}?waitMs=30000`);
      isOver = body['endedAt'] !== undefined;
    }
  }

  const operations = (await pages('GET /operations', 200)).flat();
  expect(operations).toHaveLength(CROWD);
  expect(new Set(operations.map(({ state }) => String(state)))).toEqual(new Set(['succeeded']));
  const times = operations.map(durationMs).toSorted((a, b) => a - b);
  expect(times.at(-1)).toBeLessThan(10 * Number(times[CROWD / 2]));
  const made = (await pages('GET /volumes', 200)).flat().map(({ name }) => String(name));
  expect(made.toSorted()).toEqual(names.toSorted());
}, 180_000);
