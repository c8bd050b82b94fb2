import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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

const programs = [
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
];

describe.each(programs)('what real hosts answered to $name', (program) => {
  it('was asked with arguments that the grammar prints', () => {
    expect(program.recordings.length).toBeGreaterThan(0);
    for (const { argv } of program.recordings) expect(program.printed(argv)).toEqual(argv);
  });

  it('means what stands beside it', async () => {
    const meaning = program.recordings.map(
      ({ name, argv, result }) => `${name}: ${JSON.stringify(program.meaning(argv, result))}`,
    );
    await expect(`${meaning.join('\n')}\n`).toMatchFileSnapshot(`__golden__/${program.name.replaceAll(' ', '-')}.txt`);
  });
});
