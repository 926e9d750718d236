import type { Principal } from "./principal.ts";

/** What the requests and streams of a caller are counted by: its key, or the person in all their sessions. */
export function callerName(principal: Principal): string {
  return principal.kind === "person" ? `person/${principal.userId}` : `key/${principal.keyId}`;
}
