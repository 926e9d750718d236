import { isIP } from "node:net";

/** Address of the other end of the connection, written by the server itself. */
export const PEER_HEADER = "x-al-peer";

/**
 * The browser's address. With no trusted reverse proxy in front it is the peer; with n of them it is the n-th address
 * from the right of X-Forwarded-For: what stands further left, anybody can write.
 */
export function clientIp(headers: Headers, trustedHops: number): string | null {
  const chain = trustedHops > 0 ? (headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim()) : [];
  const address = (chain.at(-trustedHops) || headers.get(PEER_HEADER) || "").replace(/^::ffff:(?=\d+\.)/, "");
  return isIP(address) ? address : null;
}
