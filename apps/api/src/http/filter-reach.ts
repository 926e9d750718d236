import type { OperationId } from "@agentlattice/contract";
import { decodeId, EVENT_TYPES } from "@agentlattice/core";
import { ENTRY_KINDS, ORGANISATION_KINDS } from "@agentlattice/core/ledger";
import { descendantsOf } from "../delegations/find-delegation.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "./app-error.ts";
import type { AgentPrincipal, Principal } from "./principal.ts";

/** The agents whose data an agent receives from a route, besides its own. */
type AgentReach =
  /** None. */
  | "own"
  /** The agents below it. */
  | "below"
  /** The agents above it. */
  | "above"
  /** The agents above and below it. */
  | "family";

/**
 * The routes that agents may call with a filter for an agent (`agent` or `agent_id`).
 * INVARIANT: a route that is missing here counts as `own`.
 */
export const AGENT_REACH: Partial<Record<OperationId, AgentReach>> = {
  listAnomalies: "own",
  listAnomalyBaselines: "own",
  countApprovals: "own",
  listApprovals: "own",
  listAuditEvents: "below",
  streamEvents: "below",
  listBudgets: "above",
  listReservations: "own",
  getCosts: "own",
  listCosts: "own",
  exportCosts: "own",
  listDecisions: "below",
  listDelegations: "family",
  listPresence: "own",
  listRuns: "family",
  listAgentSessions: "above",
  getAgentSession: "above",
};

const REACHED: Readonly<Record<AgentReach, string>> = {
  own: "of its own agent",
  below: "of its own agent and of the agents below it",
  above: "of its own agent and of the agents above it",
  family: "of its own agent and of the agents above and below it",
};

/** The members of a query that name kinds of entry or event types. */
const TYPE_FILTERS: Partial<Record<OperationId, "kind" | "types">> = { listAuditEvents: "kind", streamEvents: "types" };

const WITHHELD = [...ORGANISATION_KINDS, "presence.changed"];
const RECEIVED = [...ENTRY_KINDS, ...Object.keys(EVENT_TYPES)].filter((type) => !WITHHELD.includes(type));

/**
 * Rejects a filter for something that the key of an agent never receives, because an empty list or a silent stream would read as an answer.
 * @throws AppError FORBIDDEN_FILTER
 */
export async function requireFilterReach(
  deps: Pick<Deps, "database">,
  principal: Principal,
  operation: OperationId,
  query: unknown,
): Promise<void> {
  if (principal.kind !== "agent") return;
  const sent = (query ?? {}) as Partial<Record<"agent" | "agent_id", string> & Record<"kind" | "types", readonly string[]>>;
  const path = sent.agent === undefined ? "agent_id" : "agent";
  const agent = sent[path];
  if (agent !== undefined) {
    const reach = AGENT_REACH[operation] ?? "own";
    if (!(await reachesAgent(deps, principal, reach, decodeId("agt", agent))))
      throw forbidden(path, `This key receives data ${REACHED[reach]} only. Leave ${path} out, or name one of these agents.`);
  }
  const types = TYPE_FILTERS[operation];
  for (const name of types ? (sent[types] ?? []) : [])
    if (WITHHELD.some((type) => fits(name, type)) && !RECEIVED.some((type) => fits(name, type)))
      throw forbidden(types as string, `Keys of agents never receive ${name}. Leave it out, or use an organisation key with audit:read.`);
}

async function reachesAgent(
  { database }: Pick<Deps, "database">,
  principal: AgentPrincipal,
  reach: AgentReach,
  agentId: string | null,
): Promise<boolean> {
  if (agentId === null) return false;
  if (agentId === principal.agentId) return true;
  const isAbove = (principal.delegation?.ancestors ?? []).some(({ id }) => id === agentId);
  if (isAbove) return reach === "above" || reach === "family";
  if (reach !== "below" && reach !== "family") return false;
  return (await database.inOrg(principal.scope, (client) => descendantsOf(client, principal))).includes(agentId);
}

const fits = (name: string, type: string) => (name.endsWith(".*") ? type.startsWith(name.slice(0, -1)) : type === name);

function forbidden(path: string, message: string): AppError {
  return new AppError("FORBIDDEN_FILTER", { detail: message, details: { filter: path } });
}
