import type { HostId } from '../kernel/remote/index.ts';

/**
 * What goes wrong with one command.
 *
 * - `unreachable`: it never leaves us.
 * - `lost-before`, `lost-during`, `lost-after`: the connection is lost before it starts, while it runs (it goes on to its
 *   end), and after its end.
 * - `late`: the connection is lost, and the command arrives on the host that much later all the same.
 * - `power-cut-before`, `-during`, `-after`: the host loses its power then. `during` is at a `yield` of the program: the
 *   given one, or before it or at one of the first three by the seed; at its end when it has fewer.
 * - `slow`: it takes that much longer, with its locks in its hands.
 * - `fail`: the program answers so and does nothing.
 */
export type Fault =
  | { readonly kind: 'unreachable' | 'lost-before' | 'lost-during' | 'lost-after' }
  | { readonly kind: 'power-cut-before' | 'power-cut-after' }
  | { readonly kind: 'power-cut-during'; readonly atYield?: number }
  | { readonly kind: 'late' | 'slow'; readonly ms: number }
  | { readonly kind: 'fail'; readonly code: number; readonly stderr?: string; readonly stdout?: string };

/** A command as a fault plan sees it, before anything of it happens. */
export interface PlannedCommand {
  readonly host: HostId;
  /** Without the guard. */
  readonly argv: readonly string[];
  /** Of the program. */
  readonly name: string;
  /** 1 for the fleet's first command, and so on. */
  readonly serial: number;
  readonly isGuarded: boolean;
}

/** Asked for every command; undefined lets it be. */
export type FaultPlan = (command: PlannedCommand) => Fault | undefined;

/**
 * A fault of the code under test, not of the simulated world: an unknown program or flag, or a change without the guard.
 * It is thrown and kept in `fleet.faults`, so that no retry hides it.
 */
export class SimulationFault extends Error {
  override readonly name = 'SimulationFault';
}
