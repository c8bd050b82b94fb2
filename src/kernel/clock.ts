/** Where the kernel and the domains get the time from; the server hands in the real one, tests a fake. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}
