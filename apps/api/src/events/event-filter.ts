import type { AuditEvent, StreamQuery } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

export type EventFilter = (event: AuditEvent) => boolean;

/** What a stream was asked for and its principal may see. */
export async function eventFilter(deps: Deps, principal: Principal, query: z.output<typeof StreamQuery>): Promise<EventFilter> {
  const visible = await visibleAgents(deps, principal);
  const hasType = query.types && typeMatcher(query.types);
  const decisions = query.decision && new Set(query.decision);
  return (event) =>
    (visible === null || (event.agent_id !== null && visible.has(event.agent_id))) &&
    (query.agent === undefined || event.agent_id === query.agent) &&
    (!decisions || (isDecision(event) && decisions.has(event.status ?? ""))) &&
    (!hasType || hasType(event.kind) || event.event_types.some(hasType));
}

/** INVARIANT: an agent sees its own entries, a member those of agents they own. */
async function visibleAgents(deps: Deps, principal: Principal): Promise<Set<string> | null> {
  if (principal.kind === "agent") return new Set([encodeId("agt", principal.agentId)]);
  if (principal.kind !== "person" || principal.role !== "member") return null;
  const { agents } = await deps.configs.get(principal.scope.orgId);
  return new Set([...agents].filter(([, agent]) => agent.ownerId === principal.userId).map(([id]) => encodeId("agt", id)));
}

function typeMatcher(types: readonly string[]): (type: string) => boolean {
  const exact = new Set(types.filter((type) => !type.endsWith("*")));
  const prefixes = types.filter((type) => type.endsWith("*")).map((type) => type.slice(0, -1));
  return (type) => exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}

/** Other entries have a status too, such as an agent that was changed. */
function isDecision({ kind }: AuditEvent): boolean {
  return kind.startsWith("action.") ? kind !== "action.reported" : kind === "approval.requested" || kind === "approval.decided";
}
