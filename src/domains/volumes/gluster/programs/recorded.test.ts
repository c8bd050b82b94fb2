import { join } from 'node:path';
import { recordedTests } from '../../testing/recorded-tests.ts';
import { recordedProgram } from '../../testing/recordings.ts';
import { peerDetach } from './peer-detach.ts';
import { peerProbe } from './peer-probe.ts';
import { poolList } from './pool-list.ts';
import { poolListOf } from './pool-list-of.ts';
import { snapshotActivate } from './snapshot-activate.ts';
import { snapshotClone } from './snapshot-clone.ts';
import { snapshotCreate } from './snapshot-create.ts';
import { snapshotDeactivate } from './snapshot-deactivate.ts';
import { snapshotDelete } from './snapshot-delete.ts';
import { snapshotInfo } from './snapshot-info.ts';
import { snapshotRestore } from './snapshot-restore.ts';
import { snapshotLimit } from './snapshot-limit.ts';
import { snapshotList } from './snapshot-list.ts';
import { volumeAddBrick } from './volume-add-brick.ts';
import { volumeCreate } from './volume-create.ts';
import { volumeDelete } from './volume-delete.ts';
import { volumeHeal } from './volume-heal.ts';
import { volumeHealInfo } from './volume-heal-info.ts';
import { volumeInfo } from './volume-info.ts';
import { volumeRebalanceStart } from './volume-rebalance-start.ts';
import { volumeRebalanceStatus } from './volume-rebalance-status.ts';
import { volumeRebalanceStop } from './volume-rebalance-stop.ts';
import { volumeReplaceBrick } from './volume-replace-brick.ts';
import { volumeResetBrickCommit } from './volume-reset-brick-commit.ts';
import { volumeResetBrickStart } from './volume-reset-brick-start.ts';
import { volumeSet } from './volume-set.ts';
import { volumeStart } from './volume-start.ts';
import { volumeStop } from './volume-stop.ts';

const folder = (name: string): string => join(import.meta.dirname, '__recorded__', name);

recordedTests([
  recordedProgram(folder('gluster-peer-detach'), peerDetach),
  recordedProgram(folder('gluster-peer-probe'), peerProbe),
  recordedProgram(folder('gluster-pool-list'), poolList),
  recordedProgram(folder('gluster-pool-list-of'), poolListOf),
  recordedProgram(folder('gluster-snapshot-activate'), snapshotActivate),
  recordedProgram(folder('gluster-snapshot-clone'), snapshotClone),
  recordedProgram(folder('gluster-snapshot-create'), snapshotCreate),
  recordedProgram(folder('gluster-snapshot-deactivate'), snapshotDeactivate),
  recordedProgram(folder('gluster-snapshot-delete'), snapshotDelete),
  recordedProgram(folder('gluster-snapshot-info'), snapshotInfo),
  recordedProgram(folder('gluster-snapshot-restore'), snapshotRestore),
  recordedProgram(folder('gluster-snapshot-config'), snapshotLimit),
  recordedProgram(folder('gluster-snapshot-list'), snapshotList),
  recordedProgram(folder('gluster-volume-add-brick'), volumeAddBrick),
  recordedProgram(folder('gluster-volume-create'), volumeCreate),
  recordedProgram(folder('gluster-volume-delete'), volumeDelete),
  recordedProgram(folder('gluster-volume-heal'), volumeHeal),
  recordedProgram(folder('gluster-volume-heal-info'), volumeHealInfo),
  recordedProgram(folder('gluster-volume-info'), volumeInfo),
  recordedProgram(folder('gluster-volume-rebalance'), volumeRebalanceStart),
  recordedProgram(folder('gluster-volume-rebalance'), volumeRebalanceStatus),
  recordedProgram(folder('gluster-volume-rebalance'), volumeRebalanceStop),
  recordedProgram(folder('gluster-volume-replace-brick'), volumeReplaceBrick),
  recordedProgram(folder('gluster-volume-reset-brick'), volumeResetBrickStart),
  recordedProgram(folder('gluster-volume-reset-brick'), volumeResetBrickCommit),
  recordedProgram(folder('gluster-volume-set'), volumeSet),
  recordedProgram(folder('gluster-volume-start'), volumeStart),
  recordedProgram(folder('gluster-volume-stop'), volumeStop),
]);
