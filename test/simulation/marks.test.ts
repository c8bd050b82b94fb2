import { markWorld } from './marks.ts';
import { operationContract } from './operation-contract.ts';

operationContract({
  name: 'putting marks on hosts',
  world: markWorld,
  submission: { kind: 'mark.put', input: { name: 'm' } },
  endsAfterFailure: ['failed'],
});
