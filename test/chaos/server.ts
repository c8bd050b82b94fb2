/**
 * A server for the test of two of them: `node server.ts URL FOLDER NAME`. It keeps some operations in flight, prints
 * `submitted ID` for each that it recorded, and `ready` when it holds its lease; on `stop` from standard input it submits no more and
 * goes on with what there is.
 */
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import {
  createDefinitions,
  createEngine,
  createLocalLocks,
  createReplica,
  operationMigrations,
  timeOrderedIds,
  silentReport,
} from '../../src/kernel/operations/index.ts';
import { createHosts, createLocalTransport } from '../../src/kernel/remote/index.ts';
import { openStore } from '../../src/kernel/store/index.ts';
import { createTimer } from '../../src/kernel/timer.ts';
import { here, ledgerMigrations, ledgerOperation } from './ledger.ts';

const [url = '', folder = '', name = ''] = process.argv.slice(2);
const IN_FLIGHT = 6;
const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

const store = await openStore({
  url,
  migrations: [...operationMigrations, ...ledgerMigrations],
  owner: { pid: process.pid, since: new Date().toISOString() },
});
const timer = createTimer({ now: () => Date.now() });
const transport = createLocalTransport({ host: here, environment: { PATH: process.env['PATH'] ?? '' } });
const engine = createEngine({
  store,
  timer,
  replica: createReplica(store, timer, `${name}-${hex(4)}`),
  definitions: createDefinitions([ledgerOperation(folder)]),
  hosts: createHosts({ transport, clock: timer, newNonce: () => hex(8), directory: `${folder}/guard` }),
  localLocks: createLocalLocks(),
  newId: timeOrderedIds(timer, randomBytes),
  scrub: (text) => text,
  report: silentReport,
  log: { debug: () => undefined, warn: () => undefined, error: (fields, message) => console.error(message, fields) },
  limits: { running: 32, queued: 1_000, retryDelaysMs: [100, 500], firstTryMs: 500, longestTryMs: 2_000 },
});
await engine.start();
console.log('ready');

const stopping = new AbortController();
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'stop') stopping.abort();
});

let count = 0;
const lane = async (): Promise<void> => {
  while (!stopping.signal.aborted) {
    count += 1;
    const number = count;
    try {
      const input = { name: `e${hex(6)}`, failsAtTheEnd: number % 5 === 0, shouts: number % 3 === 0 };
      const id = await engine.submit({ kind: 'ledger.write', input, project: 'chaos', principal: name });
      console.log(`submitted ${id}`);
      await engine.wait(id, 30_000);
    } catch (error) {
      console.error(error);
      await timer.sleep(200);
    }
  }
};
// Timers of the engine do not keep a process alive.
setInterval(() => undefined, 60_000);
await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
console.log('quiet');
