/** Go's `Duration` ends here, and stays here for whatever is longer: 2^63 - 1 nanoseconds. */
const LONGEST_SECONDS = 9_223_372_036;
const LONGEST = '2562047h47m16.854775807s';

/** Whole seconds, 0 or more, as Go prints them: `10s`, `1m5s`, `398802h36m29s`. */
export function goDuration(seconds: number): string {
  if (seconds > LONGEST_SECONDS) return LONGEST;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
