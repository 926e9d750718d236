import { timingSafeEqual } from "node:crypto";
import { isIP, isIPv4 } from "node:net";
import { sha256 } from "@agentlattice/db";
import type { Context } from "hono";

/**
 * Returns the address by which attempts are counted: that of the socket, or the browser's address sent by the console.
 * INVARIANT: X-AL-Client-IP is trusted only together with the proxy's secret, because any client could send it.
 */
export function clientAddress(c: Context, proxySecret: string | undefined): string {
  const given = c.req.header("x-al-client-ip");
  const vouched = given !== undefined && isSecret(c.req.header("x-al-proxy-secret"), proxySecret);
  return toNetwork(vouched && isIP(given) ? given : socketAddress(c));
}

function isSecret(given: string | undefined, secret: string | undefined): boolean {
  if (given === undefined || secret === undefined) return false;
  // Hashing gives both sides the same length, so that the comparison takes constant time.
  return timingSafeEqual(sha256(Buffer.from(given)), sha256(Buffer.from(secret)));
}

function socketAddress(c: Context): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress ?? "local";
}

/** Returns an IPv4 address unchanged and an IPv6 address as its /64, which usually belongs to one customer. */
function toNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || isIPv4(address) || isIP(address) === 0) return mapped ?? address;
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  const groups = [...left, ...zeros, ...right].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(":")}::/64`;
}
