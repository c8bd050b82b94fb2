import { simulatedContractPrograms } from '../../test/remote/contract-programs.ts';
import { transportContract } from '../../test/remote/transport-contract.ts';
import { hostId } from '../kernel/remote/index.ts';
import { createFleet } from './create-fleet.ts';
import { createVirtualTimer } from './virtual-timer.ts';

transportContract('the simulated fleet', () => {
  const host = hostId('node-1');
  const timer = createVirtualTimer();
  const fleet = createFleet({ timer, seed: '1', hosts: { [host]: {} }, programs: simulatedContractPrograms });
  timer.explain(() => fleet.waiting());
  return {
    host,
    locks: '/var/lib/hostreeve/locks',
    files: '/srv/files',
    connect: () => fleet.connect(),
    play: (test) => timer.run(test()),
  };
});
