import { AgentLatticeError } from "./errors.ts";

/**
 * An id as a path segment. Checked before it is put into an address: `..` in its place would name another endpoint.
 * @throws AgentLatticeError INVALID_OPTION
 */
export function idSegment(prefix: "agt" | "apr" | "del" | "evt", id: string): string {
  if (new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`).test(id)) return id;
  throw new AgentLatticeError("INVALID_OPTION", `This is not an id that starts with "${prefix}_".`);
}
