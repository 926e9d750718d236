import type { Principal } from "./principal.ts";

/** Returns the name under which a caller's requests and streams are counted: the key, or the person across all sessions. */
export function callerName(principal: Principal): string {
  return principal.kind === "person" ? `person/${principal.userId}` : `key/${principal.keyId}`;
}
