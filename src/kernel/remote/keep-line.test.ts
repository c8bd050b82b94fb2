import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { hostId } from './host-id.ts';
import { createHosts } from './hosts.ts';
import { findLinesCall, keepOneLine } from './keep-line.ts';
import { createLocalTransport } from './local.ts';
import type { CommandRecord } from './command-record.ts';
import type { HostSession } from './session.ts';

const root = mkdtempSync(join(tmpdir(), 'hostreeve-lines-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let places = 0;

interface Place {
  readonly host: HostSession;
  /** What was said to the host. */
  readonly commands: readonly CommandRecord[];
  readonly file: string;
  readonly read: () => string;
  readonly write: (text: string, mode?: number) => void;
  /** Puts a program of this text before others of its name. */
  readonly plant: (name: string, text: string) => void;
}

/** A host on which these are called `sh` and `awk`, and a file on it. */
function aPlace(shell: string, awk: string): Place {
  places += 1;
  const folder = join(root, `${places}`);
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(shell, join(bin, 'sh'));
  symlinkSync(awk, join(bin, 'awk'));
  const file = join(folder, 'table');
  const commands: CommandRecord[] = [];
  const id = hostId('here');
  const transport = createLocalTransport({
    host: id,
    environment: { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` },
  });
  const clock = { now: () => Date.now() };
  const hosts = createHosts({ transport, clock, newNonce: () => 'n', directory: join(folder, 'locks') });
  return {
    host: hosts.session(id, {
      locks: ['table'],
      epoch: () => Promise.resolve(1),
      newEpoch: () => Promise.resolve(1),
      signal: new AbortController().signal,
      deadlineAtMs: clock.now() + 60_000,
      onCommand: (command) => commands.push(command),
    }),
    commands,
    file,
    read: () => readFileSync(file, 'utf8'),
    write: (text, mode) => writeFileSync(file, text, mode === undefined ? {} : { mode }),
    plant: (name, text) => {
      rmSync(join(bin, name), { force: true });
      writeFileSync(join(bin, name), text);
      chmodSync(join(bin, name), 0o755);
    },
  };
}

const table = '# made by hand\nUUID=1 / ext4 defaults 0 1\n/dev/b\t/mnt/b  xfs rw 1 2\n';
const line = '/dev/c /mnt/c xfs rw 1 2';
const onC = { number: 2, key: '/mnt/c' };
const onB = { number: 2, key: '/mnt/b' };

const kinds = [
  ['/bin/dash', '/usr/bin/mawk'],
  ['/bin/bash', '/usr/bin/gawk'],
  ['/bin/bash', '/usr/bin/awk'],
  ['/bin/busybox', '/bin/busybox'],
] as const;
const hasFlock = existsSync('/usr/bin/flock');

for (const [shell, awk] of kinds) {
  const isThere = hasFlock && existsSync(shell) && existsSync(awk);
  // busybox takes its own programs, whatever stands in its path: the last tests are for the others.
  const takesPlanted = !shell.endsWith('busybox');
  describe.skipIf(!isThere)(`a line of a file, kept by ${shell} and ${awk}`, () => {
    const place = (): Place => aPlace(shell, awk);

    it('comes to the end once, and the file keeps its mode', async () => {
      const { host, file, read, write } = place();
      write(table, 0o640);
      for (let time = 0; time < 2; time += 1) await keepOneLine(host, file, onC, line);
      expect(read()).toBe(`${table}${line}\n`);
      expect(statSync(file).mode & 0o777).toBe(0o640);
      expect(await host.read(findLinesCall(file, onC))).toEqual([line]);
    });

    it('writes nothing where it stands already', async () => {
      const { host, file, write } = place();
      write(table);
      const before = statSync(file).ino;
      await keepOneLine(host, file, onB, '/dev/b\t/mnt/b  xfs rw 1 2');
      await keepOneLine(host, file, onC, undefined);
      expect(statSync(file).ino).toBe(before);
    });

    it('takes the place of all others of its key', async () => {
      const { host, file, read, write } = place();
      write(`${table}${line}\n${line}\n/dev/x /mnt/c ext4\n`);
      await keepOneLine(host, file, onC, line);
      expect(read()).toBe(`${table}${line}\n`);
    });

    it('goes, and nothing else does: neither comments nor words that only begin or count alike', async () => {
      const { host, file, read, write } = place();
      const rest = '#/dev/c /mnt/c xfs\n # /mnt/c\n/mnt/c none\n/dev/d /mnt/c/e xfs\n/dev/e 1e1\n\\n\n\n';
      write(`${line}\n${rest}`);
      await keepOneLine(host, file, onC, undefined);
      await keepOneLine(host, file, { number: 2, key: '10' }, undefined);
      expect(read()).toBe(rest);
    });

    it('comes behind a last line that lacks its end', async () => {
      const { host, file, read, write } = place();
      write('/dev/ü /mnt/ü\\040x');
      await keepOneLine(host, file, onC, line);
      expect(read()).toBe(`/dev/ü /mnt/ü\\040x\n${line}\n`);
    });

    it('makes the file, readable for all, and none for nothing', async () => {
      const { host, file, read } = place();
      await keepOneLine(host, file, onC, undefined);
      expect(existsSync(file)).toBe(false);
      expect(await host.read(findLinesCall(file, onC))).toEqual([]);
      await keepOneLine(host, file, onC, line);
      expect([read(), statSync(file).mode & 0o777]).toEqual([`${line}\n`, 0o644]);
      await keepOneLine(host, file, onC, undefined);
      expect(read()).toBe('');
    });

    it('is kept in a file of megabytes', async () => {
      const { host, file, read, write } = place();
      const long = Array.from({ length: 20_000 }, (_, at) => `/dev/mapper/group-${at} /mnt/${at} xfs rw,noatime 1 2\n`);
      write(long.join(''));
      await keepOneLine(host, file, onC, line);
      await keepOneLine(host, file, { number: 2, key: '/mnt/7' }, undefined);
      expect(read()).toBe(`${[...long.slice(0, 7), ...long.slice(8)].join('')}${line}\n`);
    });

    it('is not put into what is no text file', async () => {
      const { host, file, read, write } = place();
      write(`/dev/c /mnt/c\nzero \0 byte\n`);
      await expect(keepOneLine(host, file, onC, line)).rejects.toMatchObject({ code: 'FILE_NOT_EDITABLE' });
      expect(read()).toBe('/dev/c /mnt/c\nzero \0 byte\n');
      symlinkSync(file, `${file}-link`);
      mkdirSync(`${file}-folder`);
      for (const other of [`${file}-link`, `${file}-folder`]) {
        await expect(keepOneLine(host, other, onC, line)).rejects.toMatchObject({ code: 'FILE_NOT_EDITABLE' });
        expect(await host.read(findLinesCall(other, onC))).toEqual([]);
      }
    });

    if (!takesPlanted) return;

    it('is put into the text of somebody who was faster', async () => {
      const { host, file, read, write, plant } = place();
      write('old\n');
      // Writes once behind the back of the command, when that has read the file.
      const awks = `#!/bin/sh\n"${awk}" "$@"\ncode=$?\n[ -e "$0.done" ] || echo theirs >>"${file}"\ntouch "$0.done"\nexit $code\n`;
      plant('awk', awks);
      await keepOneLine(host, file, onC, line);
      expect(read()).toBe(`old\ntheirs\n${line}\n`);
    });

    it('is given up when somebody is faster each time', async () => {
      const { host, file, write, read, plant } = place();
      write('old\n');
      plant('sync', `#!/bin/sh\ncase $1 in *hostreeve-new) echo theirs >>"${file}" ;; esac\n`);
      await expect(keepOneLine(host, file, onC, line)).rejects.toMatchObject({ code: 'FILE_CONTENDED' });
      expect(read()).toBe(`old\n${'theirs\n'.repeat(20)}`);
      expect(existsSync(`${file}.hostreeve-new`)).toBe(false);
    });

    it('is not kept at the price of the others when awk writes less than it says', async () => {
      const { host, file, read, write, plant } = place();
      write(table);
      const awks = `#!/bin/sh\n"${awk}" "$@"\ncode=$?\nhead -c 20 "$2" >"${file}.hostreeve-new"\nexit $code\n`;
      plant('awk', awks);
      await expect(keepOneLine(host, file, onC, line)).rejects.toMatchObject({ code: 'COMMAND_ANSWER_UNKNOWN' });
      expect(read()).toBe(table);
    });
  });
}

describe.skipIf(!hasFlock)('a line of a file', () => {
  it('leaves the file as it was when it comes and goes, and the record tells which line it was', async () => {
    const { host, commands, file, read, write } = aPlace('/bin/sh', '/usr/bin/awk');
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', '#', ' ', '/', '\t', '\\', '1') }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(texts, async (lines) => {
        const before = lines.map((text) => `${text}\n`).join('');
        write(before);
        await keepOneLine(host, file, onC, line);
        expect(read()).toBe(`${before}${line}\n`);
        await keepOneLine(host, file, onC, undefined);
        expect(read()).toBe(before);
      }),
      { numRuns: 20 },
    );
    expect(commands[0]?.argv.slice(4)).toEqual([file, '2', '/mnt/c', line]);
  });

  it('must be a line of its key', async () => {
    const { host, file } = aPlace('/bin/sh', '/usr/bin/awk');
    for (const wrong of ['/dev/c /mnt/d', '# /mnt/c', '/dev/c', 'a /mnt/c\nb'])
      await expect(keepOneLine(host, file, onC, wrong)).rejects.toThrow(TypeError);
    await expect(keepOneLine(host, file, { number: 2, key: '/mnt/a b' }, undefined)).rejects.toThrow(TypeError);
    await expect(keepOneLine(host, 'table', onC, line)).rejects.toThrow(TypeError);
  });
});
