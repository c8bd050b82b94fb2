import { describe, expect, it } from 'vitest';
import { hostId, type SimulatedHost } from '../kernel/remote/index.ts';
import { createFleet } from './create-fleet.ts';
import { createVirtualTimer } from './virtual-timer.ts';

function aHost(): SimulatedHost {
  const host = hostId('node-1');
  return createFleet({ timer: createVirtualTimer(), seed: '1', hosts: { [host]: {} } }).host(host);
}

const mount = (target: string, fileSystem: string): Parameters<SimulatedHost['mount']>[0] => ({
  source: '/dev/x',
  target,
  type: 'xfs',
  options: 'rw',
  fileSystem,
});

describe('the files of a simulated host', () => {
  it('are made, listed, changed and removed', () => {
    const { files } = aHost();
    expect(files.write('/a/b', 'text')).toBe('no-parent');
    expect(files.makeDirectory('/a/b')).toBe('no-parent');
    expect(files.makeDirectory('/a/b', { parents: true, mode: '700' })).toBe('made');
    expect(files.makeDirectory('/a/b')).toBe('exists');
    expect(files.write('/a/b/f', 'text')).toBe('written');
    expect(files.write('/a/b', 'text')).toBe('is-directory');
    expect(files.list('/a')).toEqual(['b']);
    expect(files.list('/')).toEqual(['a']);
    expect([files.modeOf('/a'), files.modeOf('/a/b'), files.modeOf('/a/b/f')]).toEqual(['755', '700', '644']);
    expect(files.change('/a/b/f', { mode: '600', owner: 'x:y' })).toBe('changed');
    expect(files.write('/a/b/f', 'other')).toBe('written');
    expect([files.read('/a/b/f'), files.modeOf('/a/b/f'), files.ownerOf('/a/b/f')]).toEqual(['other', '600', 'x:y']);
    expect(files.removeDirectory('/a/b')).toBe('not-empty');
    expect(files.remove('/a/b')).toBe('is-directory');
    expect(files.removeDirectory('/a/b/f')).toBe('not-directory');
    expect([files.remove('/a/b/f'), files.remove('/a/b/f')]).toEqual(['removed', 'absent']);
    expect([files.removeDirectory('/a/b'), files.removeDirectory('/a/b')]).toEqual(['removed', 'absent']);
  });

  it('are hidden below a mount, and come back when it is gone', () => {
    const host = aHost();
    const { files } = host;
    files.makeDirectory('/mnt/d', { parents: true });
    files.write('/mnt/d/below', '1');
    expect(host.mount(mount('/mnt/missing', 'x'))).toBe('no-target');
    expect(host.mount(mount('/mnt/d', 'x'))).toBe('mounted');
    expect(files.list('/mnt/d')).toEqual([]);
    files.write('/mnt/d/above', '2');
    expect(files.removeDirectory('/mnt/d')).toBe('busy');
    expect(host.mounts().map(({ target }) => target)).toEqual(['/mnt/d']);
    expect([host.unmount('/mnt/d'), host.unmount('/mnt/d')]).toEqual(['unmounted', 'not-mounted']);
    expect(files.list('/mnt/d')).toEqual(['below']);
    host.mount(mount('/mnt/d', 'x'));
    expect(files.read('/mnt/d/above')).toBe('2');
  });

  it('are those of the latest mount where several cover a path', () => {
    const host = aHost();
    host.files.makeDirectory('/a/b', { parents: true });
    host.mount(mount('/a/b', 'inner'));
    host.files.write('/a/b/f', 'inner');
    host.mount(mount('/a', 'outer'));
    expect(host.files.kindOf('/a/b/f')).toBe('absent');
    host.files.makeDirectory('/a/b');
    host.mount(mount('/a/b', 'inner'));
    expect(host.files.read('/a/b/f')).toBe('inner');
  });

  it.each(['', 'a', '/a/', '//a', '/a/../b', '/./a'])('have no path %j', (path) => {
    expect(() => aHost().files.kindOf(path)).toThrow(TypeError);
  });
});
