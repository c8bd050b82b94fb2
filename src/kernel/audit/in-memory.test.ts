import { auditContract } from '../../../test/store/audit-contract.ts';
import { inMemoryPlace } from '../store/testing/in-memory.ts';

auditContract('in memory', () => Promise.resolve(inMemoryPlace(() => Date.now())));
