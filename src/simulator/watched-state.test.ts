import { describe, expect, it } from 'vitest';
import { type ChangeLog, keyParts } from './change-log.ts';
import { announceState, plainCopy, watchState } from './watched-state.ts';

/** The rows by their keys, as a file of them would have them. */
function aLog(): { readonly changes: ChangeLog; readonly rows: () => unknown; readonly touched: () => string[] } {
  const rows = new Map<string, unknown>();
  const touched: string[] = [];
  const name = (key: string): string => keyParts(key).join('/');
  return {
    changes: {
      put: (key, value) => {
        rows.set(name(key), value);
        touched.push(name(key));
      },
      append: () => expect.unreachable('only files are appended to'),
      drop: (key) => {
        rows.delete(name(key));
        touched.push(`no ${name(key)}`);
      },
    },
    rows: () => JSON.parse(JSON.stringify(Object.fromEntries(rows))) as unknown,
    touched: () => touched.splice(0),
  };
}

interface Lvm {
  readonly groups: Record<
    string,
    { readonly extentKib: number; readonly volumes: Record<string, { sizeKib: number }> }
  >;
  names: string[];
}

function aState() {
  const log = aLog();
  const state = watchState<Lvm>({ groups: {}, names: [] }, 'lvm', log.changes);
  announceState(state, 'lvm', log.changes);
  state.groups['vg'] = { extentKib: 4, volumes: { a: { sizeKib: 1 } } };
  log.touched();
  return { state, ...log };
}

describe('a watched state', () => {
  it('is rows of what lies four deep, of lists and of simple values', () => {
    expect(aState().rows()).toEqual({
      lvm: {},
      'lvm/groups': {},
      'lvm/groups/vg': {},
      'lvm/groups/vg/extentKib': 4,
      'lvm/groups/vg/volumes': {},
      'lvm/groups/vg/volumes/a': { sizeKib: 1 },
      'lvm/names': [],
    });
  });

  it('says what changes, and nothing else', () => {
    const { state, touched } = aState();
    const volumes = state.groups['vg']?.volumes ?? {};
    volumes['b'] = { sizeKib: 2 };
    expect(touched()).toEqual(['lvm/groups/vg/volumes/b']);
    if (volumes['a'] !== undefined) volumes['a'].sizeKib = 3;
    expect(touched()).toEqual(['lvm/groups/vg/volumes/a']);
    state.names.push('x');
    expect(new Set(touched())).toEqual(new Set(['lvm/names']));
    delete volumes['b'];
    expect(touched()).toEqual(['no lvm/groups/vg/volumes/b']);
    delete volumes['b'];
    expect(touched()).toEqual([]);
  });

  it('takes all rows of a thing away that is removed or replaced', () => {
    const { state, rows } = aState();
    state.groups['vg'] = { extentKib: 8, volumes: {} };
    expect(rows()).not.toHaveProperty(['lvm/groups/vg/volumes/a']);
    expect(rows()).toHaveProperty(['lvm/groups/vg/extentKib'], 8);
    delete state.groups['vg'];
    expect(rows()).toEqual({ lvm: {}, 'lvm/groups': {}, 'lvm/names': [] });
  });

  it('copies what is put in, so that it may be put in at two places', () => {
    const { state, rows } = aState();
    const shared = { sizeKib: 5 };
    const volumes = state.groups['vg']?.volumes ?? {};
    volumes['b'] = shared;
    volumes['c'] = volumes['b'];
    shared.sizeKib = 6;
    volumes['c'].sizeKib = 7;
    expect([volumes['b'].sizeKib, volumes['c'].sizeKib]).toEqual([5, 7]);
    expect(rows()).toMatchObject({
      'lvm/groups/vg/volumes/b': { sizeKib: 5 },
      'lvm/groups/vg/volumes/c': { sizeKib: 7 },
    });
  });

  it('takes plain data alone', () => {
    const state = watchState<Record<string, unknown>>({}, 'own', aLog().changes);
    for (const value of [new Map(), new Date(0), () => 1, Number.NaN, [Symbol('x')], { deep: { deep: 1n } }])
      expect(() => {
        state['x'] = value;
      }).toThrow(TypeError);
    expect(() => watchState({ x: new Set() }, 'own', aLog().changes)).toThrow(TypeError);
    expect(plainCopy(state)).toEqual({});
  });
});
