import { AgentLatticeError } from "../errors.ts";

/**
 * Returns an id for use in a path. It is checked first, because `..` would address another endpoint.
 * @throws AgentLatticeError INVALID_OPTION
 */
export function idSegment(prefix: "agt" | "apr" | "del" | "evt" | "hlt" | "run" | "rsv", id: string): string {
  if (new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`).test(id)) return id;
  throw new AgentLatticeError("INVALID_OPTION", `The id must start with "${prefix}_".`);
}
