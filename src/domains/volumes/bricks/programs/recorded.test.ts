import { join } from 'node:path';
import { recordedTests } from '../../testing/recorded-tests.ts';
import { recordedProgram } from '../../testing/recordings.ts';
import { changeGroup } from './change-group.ts';
import { changeMode } from './change-mode.ts';
import { createThinVolume } from './create-thin-volume.ts';
import { fileFacts } from './file-facts.ts';
import { findMount } from './find-mount.ts';
import { listLogicalVolumes } from './list-logical-volumes.ts';
import { makeDirectory } from './make-directory.ts';
import { makeXfs } from './make-xfs.ts';
import { mount } from './mount.ts';
import { removeDirectory } from './remove-directory.ts';
import { removeFile } from './remove-file.ts';
import { removeLogicalVolume } from './remove-logical-volume.ts';
import { reserveFile } from './reserve-file.ts';
import { umount } from './umount.ts';

const folder = (name: string): string => join(import.meta.dirname, '__recorded__', name);

recordedTests([
  recordedProgram(folder('chown-chmod'), changeGroup),
  recordedProgram(folder('chown-chmod'), changeMode),
  recordedProgram(folder('fallocate'), reserveFile),
  recordedProgram(folder('findmnt-json'), findMount),
  recordedProgram(folder('lvm-lvcreate'), createThinVolume),
  recordedProgram(folder('lvm-lvremove'), removeLogicalVolume),
  recordedProgram(folder('lvm-lvs'), listLogicalVolumes),
  recordedProgram(folder('mkdir-p'), makeDirectory),
  recordedProgram(folder('mkfs-xfs'), makeXfs),
  recordedProgram(folder('mount'), mount),
  recordedProgram(folder('rm-f-image'), removeFile),
  recordedProgram(folder('rmdir'), removeDirectory),
  recordedProgram(folder('stat'), fileFacts),
  recordedProgram(folder('umount'), umount),
]);
