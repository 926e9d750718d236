import ipaddr from "ipaddr.js";

/**
 * Returns true for an address of the public internet. Private, loopback, link-local (which includes cloud metadata), carrier-grade NAT,
 * multicast and reserved addresses are not public. Neither are IPv6 addresses that contain an IPv4 address (mapped, NAT64, 6to4, Teredo),
 * because a gateway may forward them to it.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.parse(address).range() === "unicast";
}
