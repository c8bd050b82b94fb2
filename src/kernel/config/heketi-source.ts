/** How a value of heketi.json or of a `HEKETI_*` variable becomes one of ours; `heketi-conversions.ts` does it. */
export type HeketiConversion =
  | 'zero-is-default'
  | 'not-positive-is-default'
  | 'negative-is-unlimited'
  | 'negate'
  | 'port-on-all-addresses'
  | 'port-number'
  | 'log-level'
  | 'zone-checking';

/** Where Heketi has the setting. Empty texts, and nulls in heketi.json, count as not given, as they do for Heketi. */
export interface HeketiSource {
  /**
   * The path in heketi.json. A pair is a setting that Heketi has once for each executor: the first counts for ssh and
   * mock, the second for Kubernetes.
   */
  readonly path?: string | readonly [ssh: string, kubernetes: string];
  readonly env?: string;
  /** JSON type in heketi.json; absent: that of our own key. */
  readonly type?: 'string' | 'boolean' | 'integer' | 'object';
  readonly convert?: HeketiConversion;
  /** How the variable's text is read, where Heketi does not parse a Go boolean. */
  readonly envForm?: 'any-text-is-true' | 'first-letter';
}
