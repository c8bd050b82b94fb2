import { join } from 'node:path';
import { derivedTests } from '../../testing/recorded-tests.ts';
import { recordedProgram } from '../../testing/recordings.ts';
import { blockCreate } from './block-create.ts';
import { blockDelete } from './block-delete.ts';
import { blockInfo } from './block-info.ts';
import { blockList } from './block-list.ts';
import { blockModify } from './block-modify.ts';

const folder = (name: string): string => join(import.meta.dirname, '__derived__', name);

derivedTests([
  recordedProgram(folder('gluster-block-create'), blockCreate),
  recordedProgram(folder('gluster-block-delete'), blockDelete),
  recordedProgram(folder('gluster-block-info'), blockInfo),
  recordedProgram(folder('gluster-block-list'), blockList),
  recordedProgram(folder('gluster-block-modify'), blockModify),
]);
