import { expect, test } from "vitest";
import { clientIp } from "./client-ip.ts";

test.each([
  { hops: 0, peer: "203.0.113.9", forwarded: null, ip: "203.0.113.9" },
  { hops: 0, peer: "::ffff:203.0.113.9", forwarded: null, ip: "203.0.113.9" },
  { hops: 0, peer: "2001:db8::1", forwarded: null, ip: "2001:db8::1" },
  { hops: 0, peer: "203.0.113.9", forwarded: "198.51.100.1", ip: "203.0.113.9" },
  { hops: 1, peer: "10.0.0.2", forwarded: "198.51.100.1", ip: "198.51.100.1" },
  { hops: 1, peer: "10.0.0.2", forwarded: "6.6.6.6, 198.51.100.1", ip: "198.51.100.1" },
  { hops: 2, peer: "10.0.0.2", forwarded: "6.6.6.6, 198.51.100.1, 10.0.0.9", ip: "198.51.100.1" },
  { hops: 1, peer: "10.0.0.2", forwarded: null, ip: "10.0.0.2" },
  { hops: 1, peer: "10.0.0.2", forwarded: "not an address", ip: null },
])("$hops trusted hops, peer $peer, forwarded $forwarded: $ip", ({ hops, peer, forwarded, ip }) => {
  const headers = new Headers({ "x-al-peer": peer, ...(forwarded ? { "x-forwarded-for": forwarded } : {}) });
  expect(clientIp(headers, hops)).toBe(ip);
});
