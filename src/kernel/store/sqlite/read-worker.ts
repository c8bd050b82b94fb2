/** A thread that reads, beside the writer. */
import { parentPort, workerData } from 'node:worker_threads';
import { connect, readTogether, statementCache } from './connect.ts';
import { toFailure } from './failures.ts';
import { type ReadAnswer, type ReadJob, STOP } from './messages.ts';

const { path } = workerData as { path: string };
const port = parentPort;
if (port === null) throw new TypeError('this file runs as a worker thread');

const db = connect(path, { readOnly: true });
const prepare = statementCache(db);

port.on('message', (message: readonly ReadJob[] | typeof STOP) => {
  if (message === STOP) {
    db.close();
    port.close();
    return;
  }
  port.postMessage(
    message.map(({ id, work }): ReadAnswer => {
      try {
        return { id, result: readTogether(db, prepare, work) };
      } catch (error) {
        return { id, failure: toFailure(error, work.map(({ sql }) => sql).join('; ')) };
      }
    }),
  );
});

port.postMessage([]);
