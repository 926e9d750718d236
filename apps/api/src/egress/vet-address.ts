import ipaddr from "ipaddr.js";

/** The IPv6 addresses that are allocated to the public internet. */
const GLOBAL_UNICAST = ipaddr.parseCIDR("2000::/3");

/**
 * Returns true for an address of the public internet. Private, loopback, link-local (which includes cloud metadata), carrier-grade NAT,
 * multicast and reserved addresses are not public. Neither are IPv6 addresses that contain an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo),
 * because a gateway may forward them to it.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed.range() === "unicast" && (parsed.kind() === "ipv4" || parsed.match(GLOBAL_UNICAST));
}
