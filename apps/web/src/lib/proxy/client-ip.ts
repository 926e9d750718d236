import { isIP } from "node:net";

/** Header with the peer address of the connection. The server itself writes it. */
export const PEER_HEADER = "x-al-peer";

/**
 * Returns the browser's address. Without trusted proxies it is the peer; with n of them it is the n-th address from the right of
 * X-Forwarded-For, because a client can forge everything further left.
 */
export function clientIp(headers: Headers, trustedHops: number): string | null {
  const chain = trustedHops > 0 ? (headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim()) : [];
  const address = (chain.at(-trustedHops) || headers.get(PEER_HEADER) || "").replace(/^::ffff:(?=\d+\.)/, "");
  return isIP(address) ? address : null;
}
