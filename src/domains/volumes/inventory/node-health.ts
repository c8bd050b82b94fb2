/** Whether glusterd of a node answered when this server last looked. */
export interface NodeHealth {
  readonly isUp: boolean;
  /** When the look ended. */
  readonly atMs: number;
}

/** What this server knows of nodes, by their ids. */
export interface NodeHealths {
  of(node: string): NodeHealth | undefined;
}
