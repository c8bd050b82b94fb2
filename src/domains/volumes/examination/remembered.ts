/**
 * Makes something of an object once, however often it is asked for: a cluster has thousands of bricks, and each asks.
 *
 * @param make pure, and of an object that is not changed
 */
export function remembered<From extends object, Made extends object>(make: (from: From) => Made): (from: From) => Made {
  const known = new WeakMap<From, Made>();
  return (from) => {
    const made = known.get(from) ?? make(from);
    known.set(from, made);
    return made;
  };
}
