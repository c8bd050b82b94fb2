import { expect, it, onTestFinished } from 'vitest';
import { actor, anInventory } from '../../src/kernel/hosts/testing/an-inventory.ts';
import { simulatedFacts, simulatedHostChecks } from '../../src/kernel/hosts/simulated.ts';
import { createFleet, createVirtualTimer } from '../../src/simulator/index.ts';

it('checks a simulated host: whole, after a boot, without its tools, and cut off', async () => {
  const timer = createVirtualTimer();
  const fleet = createFleet({ timer, seed: 'host check', programs: simulatedHostChecks });
  onTestFinished(() => expect(fleet.faults).toEqual([]));
  const hosts = await anInventory({ transport: () => fleet, clock: timer });
  const { id } = await hosts.add(actor, { name: 'node1' });
  const simulated = fleet.addHost(id);
  const check = async () => {
    const { findings, isUsable } = await timer.run(hosts.check(id));
    return { isUsable, codes: findings.map(({ code }) => code) };
  };

  expect(await check()).toEqual({ isUsable: true, codes: [] });
  expect(await hosts.get(id)).toMatchObject({ era: `${simulated.bootId()}/1`, machineId: expect.any(String) });
  fleet.powerOff(id);
  expect(await check()).toEqual({ isUsable: false, codes: ['not-reached'] });
  fleet.powerOn(id);
  expect(await check()).toEqual({ isUsable: true, codes: ['rebooted'] });
  Object.assign(simulatedFacts(simulated), { hasFlock: false, missing: ['lvm'] });
  expect(await check()).toEqual({ isUsable: false, codes: ['flock-missing', 'program-missing'] });
  fleet.cut(id);
  expect(await check()).toEqual({ isUsable: false, codes: ['not-reached'] });
});
