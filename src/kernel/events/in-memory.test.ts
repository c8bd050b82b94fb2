import { eventContract } from '../../../test/store/event-contract.ts';
import { inMemoryPlace } from '../store/testing/in-memory.ts';

eventContract('in memory', () => Promise.resolve(inMemoryPlace(() => Date.now())));
