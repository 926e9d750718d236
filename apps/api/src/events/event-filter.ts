import type { AgentPresence, AuditEvent, StreamQuery } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { z } from "zod";
import { assertKnownTypes } from "../audit/known-words.ts";
import { visibleAgents } from "../audit/visible-agents.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

export type EventFilter = (event: AuditEvent) => boolean;

/** Names of the changes of presence, which are not entries. */
const PRESENCE_TYPES: ReadonlySet<string> = new Set(["presence.changed", "presence.*"]);

/** Creates the filter of a stream. INVARIANT: it never passes an entry that the audit list hides from the principal. */
export async function eventFilter(
  deps: Pick<Deps, "database">,
  principal: Principal,
  query: z.output<typeof StreamQuery>,
): Promise<EventFilter> {
  const types = query.types?.filter((type) => !PRESENCE_TYPES.has(type));
  if (types) assertKnownTypes(types);
  const agents = await visibleAgents(deps, principal);
  const visible = agents && new Set(agents.map((agent) => encodeId("agt", agent)));
  const hasType = types && typeMatcher(types);
  const decisions = query.decision && new Set(query.decision);
  return (event) =>
    (visible === null || (event.agent_id !== null && visible.has(event.agent_id))) &&
    (query.agent === undefined || event.agent_id === query.agent) &&
    (query.environment === undefined || event.environment === query.environment) &&
    (!decisions || (isDecision(event) && decisions.has(event.status ?? ""))) &&
    (!hasType || hasType(event.kind) || event.event_types.some(hasType));
}

/** Returns the filter of the changes of presence on a stream; null for a stream without them. Agents receive none. */
export function presenceFilter(
  principal: Principal,
  { types, agent }: z.output<typeof StreamQuery>,
): ((presence: AgentPresence) => boolean) | null {
  if (principal.kind === "agent" || types?.every((type) => !PRESENCE_TYPES.has(type))) return null;
  return ({ agent_id }) => agent === undefined || agent === agent_id;
}

/** Returns true when an entry may change what a principal may see. */
export function changesVisibility({ kind }: AuditEvent): boolean {
  return kind === "delegation.created" || kind === "agent.changed" || kind === "member.changed";
}

function typeMatcher(types: readonly string[]): (type: string) => boolean {
  const exact = new Set(types.filter((type) => !type.endsWith("*")));
  const prefixes = types.filter((type) => type.endsWith("*")).map((type) => type.slice(0, -1));
  return (type) => exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}

/** Kinds whose status a stream can filter. Other kinds also have a status. */
function isDecision({ kind }: AuditEvent): boolean {
  return kind.startsWith("action.") ? kind !== "action.reported" : kind === "approval.requested" || kind === "approval.decided";
}
