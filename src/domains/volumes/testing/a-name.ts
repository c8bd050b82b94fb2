/** Another name that leads to a host, for tests. */
export function aName(host: string, name: string) {
  return { names: { [host]: name }, rows: () => [], arrange: () => undefined };
}
