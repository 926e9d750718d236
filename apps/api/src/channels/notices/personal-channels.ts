import type { PersonalChannel } from "@agentlattice/core/approval";
import type { Deps } from "../../deps.ts";

/** Returns the channels by which this server reaches a person. */
export function personalChannels({ mail }: Pick<Deps, "mail">): PersonalChannel[] {
  return mail ? ["email"] : [];
}
