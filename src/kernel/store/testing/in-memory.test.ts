import { storeContract } from '../../../../test/store/contract.ts';
import { inMemoryPlace } from './in-memory.ts';

storeContract('a store in memory', {
  newPlace: () => Promise.resolve(inMemoryPlace(() => 1_000)),
});
