/** The thread that writes: the only connection that changes the store. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { commitGroup } from './commit-group.ts';
import { connect, statementCache } from './connect.ts';
import { STOP, type WriteJob } from './messages.ts';

/** Bounds how long the first of a group waits for the rest of it. */
const MOST_IN_A_GROUP = 512;

const { path, maxPages } = workerData as { path: string; maxPages: number | undefined };
const port = parentPort;
if (port === null) throw new TypeError('this file runs as a worker thread');

const db = connect(path, { readOnly: false });
if (maxPages !== undefined) db.exec(`pragma max_page_count = ${maxPages}`);
const prepare = statementCache(db);

port.on('message', (first: readonly WriteJob[] | typeof STOP) => {
  let message: readonly WriteJob[] | typeof STOP | undefined = first;
  let jobs: WriteJob[] = [];
  // Whatever has arrived meanwhile shares the next commit: with one commit per batch it was five times slower [tried].
  while (message !== undefined && message !== STOP) {
    jobs.push(...message);
    message = receiveMessageOnPort(port)?.message as typeof message;
  }
  while (jobs.length > 0) {
    const group = jobs.slice(0, MOST_IN_A_GROUP);
    jobs = jobs.slice(MOST_IN_A_GROUP);
    port.postMessage(commitGroup(db, prepare, group));
  }
  if (message === STOP) {
    db.close();
    port.close();
  }
});

port.postMessage([]);
