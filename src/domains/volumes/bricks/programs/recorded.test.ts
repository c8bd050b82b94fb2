import { join } from 'node:path';
import { recordedTests } from '../../testing/recorded-tests.ts';
import { recordedProgram } from '../../testing/recordings.ts';
import { brickTraces } from './brick-traces.ts';
import { changeGroup } from './change-group.ts';
import { changeMode } from './change-mode.ts';
import { createPhysicalVolume } from './create-physical-volume.ts';
import { createThinVolume } from './create-thin-volume.ts';
import { createVolumeGroup } from './create-volume-group.ts';
import { deviceLinks } from './device-links.ts';
import { fileFacts } from './file-facts.ts';
import { fileSystemSize } from './file-system-size.ts';
import { findMount } from './find-mount.ts';
import { findPhysicalVolume } from './find-physical-volume.ts';
import { groupExtents } from './group-extents.ts';
import { hostEra } from './host-era.ts';
import { listAllocated } from './list-allocated.ts';
import { listDirectory } from './list-directory.ts';
import { listHostVolumes } from './list-host-volumes.ts';
import { listLogicalVolumes } from './list-logical-volumes.ts';
import { listMounts } from './list-mounts.ts';
import { listPhysicalVolumes } from './list-physical-volumes.ts';
import { listSignatures } from './list-signatures.ts';
import { listUsers } from './list-users.ts';
import { listVolumeGroups } from './list-volume-groups.ts';
import { makeDirectory } from './make-directory.ts';
import { makeXfs } from './make-xfs.ts';
import { measurePhysicalVolume } from './measure-physical-volume.ts';
import { mount } from './mount.ts';
import { pathKind } from './path-kind.ts';
import { removeDirectory } from './remove-directory.ts';
import { removeFile } from './remove-file.ts';
import { removeLogicalVolume } from './remove-logical-volume.ts';
import { removePhysicalVolume } from './remove-physical-volume.ts';
import { removeVolumeGroup } from './remove-volume-group.ts';
import { reserveFile } from './reserve-file.ts';
import { resizePhysicalVolume } from './resize-physical-volume.ts';
import { sizeFile } from './size-file.ts';
import { umount } from './umount.ts';
import { wipeSignatures } from './wipe-signatures.ts';

const folder = (name: string): string => join(import.meta.dirname, '__recorded__', name);

recordedTests([
  recordedProgram(folder('chown-chmod'), changeGroup),
  recordedProgram(folder('chown-chmod'), changeMode),
  recordedProgram(folder('brick-traces'), brickTraces),
  recordedProgram(folder('findmnt-list'), listMounts),
  recordedProgram(folder('host-era'), hostEra),
  recordedProgram(folder('lvm-lvs'), listHostVolumes),
  recordedProgram(folder('lvm-vgs'), listVolumeGroups),
  recordedProgram(folder('fallocate'), reserveFile),
  recordedProgram(folder('truncate'), sizeFile),
  recordedProgram(folder('findmnt-json'), findMount),
  recordedProgram(folder('ls-A'), listDirectory),
  recordedProgram(folder('ls-Ask'), listAllocated),
  recordedProgram(folder('lvm-lvcreate'), createThinVolume),
  recordedProgram(folder('lvm-lvremove'), removeLogicalVolume),
  recordedProgram(folder('lvm-lvs'), listLogicalVolumes),
  recordedProgram(folder('lvm-pvcreate'), createPhysicalVolume),
  recordedProgram(folder('lvm-pvremove'), removePhysicalVolume),
  recordedProgram(folder('lvm-pvresize'), resizePhysicalVolume),
  recordedProgram(folder('lvm-pvs'), findPhysicalVolume),
  recordedProgram(folder('lvm-pvs'), listPhysicalVolumes),
  recordedProgram(folder('lvm-pvs-sizes'), measurePhysicalVolume),
  recordedProgram(folder('lvm-vgcreate'), createVolumeGroup),
  recordedProgram(folder('lvm-vgdisplay-c'), groupExtents),
  recordedProgram(folder('lvm-vgremove'), removeVolumeGroup),
  recordedProgram(folder('mkdir-p'), makeDirectory),
  recordedProgram(folder('mkfs-xfs'), makeXfs),
  recordedProgram(folder('mount'), mount),
  recordedProgram(folder('rm-f-image'), removeFile),
  recordedProgram(folder('rmdir'), removeDirectory),
  recordedProgram(folder('stat'), fileFacts),
  recordedProgram(folder('stat-L-kind'), pathKind),
  recordedProgram(folder('stat-f'), fileSystemSize),
  recordedProgram(folder('udevadm-symlink'), deviceLinks),
  recordedProgram(folder('lsof'), listUsers),
  recordedProgram(folder('umount'), umount),
  recordedProgram(folder('wipefs-all'), wipeSignatures),
  recordedProgram(folder('wipefs-json'), listSignatures),
]);
