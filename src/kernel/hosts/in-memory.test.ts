import { hostContract } from '../../../test/store/host-contract.ts';
import { inMemoryPlace } from '../store/testing/in-memory.ts';

hostContract('in memory', () => Promise.resolve(inMemoryPlace(() => Date.now())));
