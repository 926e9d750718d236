import type { Agent } from "@agentlattice/contract";

/** The agent that the form created, and its key. INVARIANT: the key exists in this state only and is lost when the page is reloaded. */
export interface NewAgent {
  readonly agent: Agent;
  /** Null after a reload. */
  readonly apiKey: string | null;
}
