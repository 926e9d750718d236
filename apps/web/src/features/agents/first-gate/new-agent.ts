import type { Agent } from "@agentlattice/contract";

/** The agent and key that the form created. INVARIANT: the key exists in this state only and is lost when the page closes. */
export interface NewAgent {
  readonly agent: Agent;
  readonly apiKey: string;
}
