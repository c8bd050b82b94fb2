import { describe, expect, it } from 'vitest';
import { type Migration, parseMigrationName, planMigrations } from './migration.ts';

const all = (...names: string[]): Migration[] => names.map((name) => ({ name, statements: () => [] }));

describe('planning migrations', () => {
  it('runs everything that adds on an empty store, in the order of the serials', () => {
    const plan = planMigrations(all('0002-g1-add-b', '0001-g1-add-a'), []);
    expect(plan).toMatchObject({ kind: 'run', pending: [{ name: '0001-g1-add-a' }, { name: '0002-g1-add-b' }] });
  });

  it('has nothing to do where all is applied: a plan that was carried out is empty', () => {
    const migrations = all('0001-g1-add-a', '0002-g2-add-b', '0003-g1-drop-a');
    const first = planMigrations(migrations, []);
    const applied = first.kind === 'run' ? first.pending.map(({ name }) => name) : [];
    expect(planMigrations(migrations, applied)).toEqual({ kind: 'run', pending: [] });
  });

  it('keeps a drop of its own generation for the next release', () => {
    const plan = planMigrations(all('0001-g1-add-a', '0002-g2-add-b', '0003-g2-drop-a'), []);
    expect(plan.kind === 'run' && plan.pending.map(({ name }) => name)).toEqual(['0001-g1-add-a', '0002-g2-add-b']);
  });

  it('works beside the next generation, but not beside the one after it', () => {
    const ours = all('0001-g1-add-a');
    expect(planMigrations(ours, ['0001-g1-add-a', '0002-g2-add-b', '0003-g1-drop-z'])).toMatchObject({ kind: 'run' });
    expect(planMigrations(ours, ['0001-g1-add-a', '0003-g2-drop-a'])).toEqual({
      kind: 'too-new',
      unknown: ['0003-g2-drop-a'],
    });
    expect(planMigrations(ours, ['0004-g3-add-c'])).toMatchObject({ kind: 'too-new' });
    expect(planMigrations(ours, ['a-table-of-another-program'])).toMatchObject({ kind: 'too-new' });
  });

  it('refuses two migrations with one serial and names of another form', () => {
    expect(() => planMigrations(all('0001-g1-add-a', '0001-g1-add-b'), [])).toThrow(/same serial/);
    expect(() => parseMigrationName('0001-add-a')).toThrow(TypeError);
  });
});
