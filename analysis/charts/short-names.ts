/** Addresses without what they all have in common, for places where there is little room. */

/** `:9003` when all members share a host, the whole address otherwise. */
export function shortNames(addresses: Iterable<string>): (address: string) => string {
  const hosts = new Set<string>()
  let allHavePorts = true
  for (const address of addresses) {
    const colon = address.lastIndexOf(':')
    if (!/^:\d{1,5}$/.test(address.slice(colon))) allHavePorts = false
    hosts.add(address.slice(0, colon))
  }
  if (hosts.size !== 1 || !allHavePorts) return (address) => address
  const [host = ''] = hosts
  return (address) =>
    address.startsWith(`${host}:`) ? address.slice(address.lastIndexOf(':')) : address
}
