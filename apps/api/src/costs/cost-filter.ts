import type { CostQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { CostFilter } from "@agentlattice/db";
import { refuseWithheldFilters } from "../audit/data-withheld-reason.ts";
import type { OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import { callerReference } from "../http/caller-reference.ts";
import { ownEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { readRange } from "../http/read-range.ts";

const MAX_DAYS = 400;

/**
 * Returns the filter of a query limited to what a principal may see: an agent its own costs, a member those of the agents that they own,
 * everyone else all.
 * @throws AppError as `refuseWithheldFilters`, as `readRange`
 */
export async function costFilter(
  deps: Pick<Deps, "configs" | "database" | "now">,
  principal: Principal,
  { agent, model, run, session, environment, from, to }: Omit<CostQuery, "group_by">,
): Promise<CostFilter> {
  const { orgId } = principal.scope;
  refuseWithheldFilters(principal, session === undefined ? [] : ["session"]);
  const range = readRange({ from, to }, { now: deps.now(), maxDays: MAX_DAYS });
  const visible = visibleAgents(principal, await deps.configs.get(orgId));
  const wanted = agent === undefined ? null : (decodeId("agt", agent) ?? "");
  return {
    orgId,
    ...range,
    agents: wanted === null ? visible : visible === null || visible.includes(wanted) ? [wanted] : [],
    model: model ?? null,
    runId: run === undefined ? null : decodeId("run", run),
    session: session === undefined ? null : callerReference(await deps.database.keysOf(orgId), "session", session),
    environment: environment ?? (principal.kind === "agent" ? principal.environment : ownEnvironment(principal)),
  };
}

function visibleAgents(principal: Principal, config: OrgConfig): readonly string[] | null {
  if (principal.kind === "agent") return [principal.agentId];
  if (principal.kind !== "person" || principal.role !== "member") return null;
  return [...config.agents].flatMap(([id, { ownerId }]) => (ownerId === principal.userId ? [id] : []));
}
