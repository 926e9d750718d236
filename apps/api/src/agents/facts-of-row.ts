import type { Environment } from "@agentlattice/contract";
import type { Facts, ZoneChange } from "@agentlattice/core";
import { toFacts } from "../actions/to-facts.ts";
import type { AgentRow } from "./find-agent.ts";

interface Context {
  readonly environment: Environment;
  /** IANA name of the organisation's time zone. */
  readonly zone: string;
  readonly zoneChanges?: readonly ZoneChange[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Returns the facts by which policies match a stored agent, whatever it does. @param purpose the action type that the facts name */
export function factsOfRow({ agentId, name, capabilities, labels }: AgentRow, purpose: string, { environment, ...moment }: Context): Facts {
  const requester = { agentId, name, capabilities, labels: labels as Record<string, string>, delegation: null, environment };
  return toFacts(requester, { action_type: purpose }, moment);
}
