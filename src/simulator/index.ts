/** Simulated hosts behind the port of remote execution: in memory, in virtual time, and repeatable from a seed. */
export { createFleet, type Fleet, type FleetOptions, type HostNames, type HostOptions } from './create-fleet.ts';
export { createMockFleet, type MockFleetOptions } from './create-mock-fleet.ts';
export { type Fault, type FaultPlan, type PlannedCommand, SimulationFault } from './fault.ts';
export type { FleetState } from './fleet-state.ts';
export type { JournalEntry } from './journal.ts';
export { createRandom } from './random.ts';
export { createVirtualTimer, type VirtualTimer, type VirtualTimerOptions } from './virtual-timer.ts';
