/** Why one cluster cannot take a volume, for whoever tells it in words of their own. */
export type ClusterCause = {
  readonly cluster: string;
  readonly cause:
    | 'unknown'
    | 'no-file-volumes'
    | 'no-block-volumes'
    | 'name-taken'
    | 'too-many-volumes'
    | 'no-nodes'
    | 'no-devices'
    | 'no-space';
  /** With `name-taken`. */
  readonly name?: string;
  /** With `too-many-volumes`: how many it has and may have. */
  readonly volumes?: number;
  readonly most?: number;
};
