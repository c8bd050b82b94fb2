import { expect, it } from 'vitest';
import { markWorld } from './marks.ts';
import { operationContract } from './operation-contract.ts';
import { createWorld } from './world.ts';

operationContract({
  name: 'putting marks on hosts',
  world: markWorld,
  submission: { kind: 'mark.put', input: { name: 'm' } },
  endsAfterFailure: ['failed'],
});

it('shows the commands that each step ran, by pages', async () => {
  const world = await createWorld(markWorld, '1');
  const { engine } = await world.addServer();
  const id = await world.timer.run(
    engine.submit({ kind: 'mark.put', input: { name: 'm' }, project: 'default', principal: 'ada' }),
  );
  await world.timer.run(world.untilAllEnd());
  const [first, second, ...more] = await engine.commands(id, { limit: 2 });
  expect(new Set([first?.step, second?.step])).toEqual(new Set(['put-one', 'put-two']));
  expect(more).toEqual([]);
  expect(first?.commands.map(({ program, argv, code, guarded }) => ({ program, argv, code, guarded }))).toEqual([
    { program: 'look', argv: ['look', 'm'], code: 0, guarded: false },
    { program: 'put', argv: ['put', 'm'], code: 0, guarded: true },
  ]);
  const rest = await engine.commands(id, second === undefined ? {} : { after: second });
  expect(rest.map(({ step }) => step)).toEqual(['put-three']);
});
