import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killDemo, startDemo, untilServing } from './demo-process.ts';
import { heketiExamples } from './heketi.ts';
import { createReplay, type Replay } from './replay.ts';

// What the documents of Heketi and of its clients show, on one demo, in order.

const folder = mkdtempSync(join(tmpdir(), 'hostreeve-test-'));
const data = join(folder, 'data');
const demo = startDemo(data);
let replay: Replay;

beforeAll(async () => {
  const serving = await untilServing(demo, data);
  replay = createReplay(serving, serving.key);
}, 60_000);

afterAll(async () => {
  await killDemo(demo);
  rmSync(folder, { recursive: true, force: true });
});

for (const { document, examples } of heketiExamples) {
  describe(document, () => {
    for (const example of examples) it(example.shows, () => replay.play(example));
  });
}

describe('over all of them', () => {
  it('who polled too early was told so, by a header and no body', () => {
    const early = replay.polls.filter(({ headers }) => headers['x-pending'] !== undefined);
    expect(early.length).toBeGreaterThan(0);
    for (const { status, headers, body } of early)
      expect([status, headers['x-pending'], headers['content-length'], body]).toEqual([200, 'true', '0', '']);
  });

  it('nothing was said in the log that somebody would have to look after', () => {
    expect(demo.log.filter((line) => / (ERROR|FATAL) /.test(line))).toEqual([]);
  });
});
