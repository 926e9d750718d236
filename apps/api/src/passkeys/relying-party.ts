import { createHash } from "node:crypto";
import type { Env } from "../env.ts";

/** The site that passkeys are registered for: the console. */
export interface RelyingParty {
  readonly id: string;
  readonly name: string;
  readonly origin: string;
}

export function relyingPartyOf({ AL_CONSOLE_URL }: Pick<Env, "AL_CONSOLE_URL">): RelyingParty {
  const { hostname, origin } = new URL(AL_CONSOLE_URL);
  return { id: hostname, name: "AgentLattice", origin };
}

/** Returns the hex SHA-256 of the relying party's id, which authenticators put into assertions. */
export function relyingPartyHash({ id }: RelyingParty): string {
  return createHash("sha256").update(id).digest("hex");
}
