/**
 * Whether a variable is one that Kubernetes sets in every container for a Service, here one named `hostreeve`,
 * `hostreeve-...` or `heketi...`. A name that ends in `_PORT` could also be ours: there the form of the value decides.
 */
export function isKubernetesInjection(name: string, value: string): boolean {
  if (/_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)$/.test(name)) return true;
  if (/_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name)) return true;
  return name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value);
}
