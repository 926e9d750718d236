import type { Facts, Obligation } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { readDecisionPayload } from "./decision-payload.ts";
import type { PolicyRef } from "./outcome-scanners.ts";
import { toFacts } from "./to-facts.ts";

/** The parts of a recorded decision that a report depends on. */
export interface Decided {
  /** Policies that decided or monitored the submission and the collection of its approval. */
  readonly policies: readonly PolicyRef[];
  /** Facts of the submission; without content when the payload was erased. */
  readonly facts: Facts;
  /** The obligations of the decision; null when the payload was erased. */
  readonly obligations: readonly Obligation[] | null;
}

interface Leaf {
  readonly data: { readonly policies?: readonly PolicyRef[]; readonly shadow?: readonly PolicyRef[] };
}

/** Reads the decision of an action; null when it belongs to another agent. @param eventId UUID of the submission's entry */
export async function readDecided(
  deps: Pick<Deps, "database" | "now">,
  principal: AgentPrincipal,
  eventId: string,
  zone: string,
): Promise<Decided | null> {
  const stored = await deps.database.decision(principal.scope, eventId, principal.agentId);
  if (!stored) return null;
  const payload = readDecisionPayload(stored.payload);
  const leaves = [stored.leaf, stored.proven.bytes].map((bytes) => JSON.parse(bytes.toString("utf8")) as Leaf);
  return {
    policies: leaves.flatMap(({ data }) => [...(data.policies ?? []), ...(data.shadow ?? [])]),
    facts: toFacts(principal, payload?.submission ?? { action_type: stored.actionType }, { zone, now: deps.now() }),
    obligations: payload && (payload.evaluation.obligations as Obligation[]),
  };
}
