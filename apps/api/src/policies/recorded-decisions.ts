import type { ActionInput } from "@agentlattice/contract";
import { type OrgClient, readPayloads } from "@agentlattice/db";
import { readDecisionPayload } from "../actions/decision-payload.ts";
import { visibleEntries } from "../audit/visible-agents.ts";
import type { Deps } from "../deps.ts";
import { authorize } from "../http/authorize.ts";
import type { Principal } from "../http/principal.ts";
import { type Requester, readRequesters } from "./read-requesters.ts";

export interface RecordedDecision {
  readonly decision: NonNullable<Awaited<ReturnType<OrgClient["decision"]["findFirst"]>>>;
  /** `null` when what was submitted has been erased. */
  readonly submission: ActionInput | null;
  /** Who asked, as it is now; `null` when it is gone. */
  readonly requester: Requester | null;
}

interface ReadInput {
  readonly principal: Principal;
  /** Patterns of `match.actions`; decisions on other actions are left out. */
  readonly patterns: readonly string[];
  readonly limit: number;
  readonly deps: Deps;
}

/**
 * The newest decisions with what was submitted.
 * INVARIANT: answers that depend on a submission tell something about it, so this reads what the caller may read: for
 * members the record of their own agents.
 * @throws AppError FORBIDDEN
 */
export async function readRecorded({ principal, patterns, limit, deps }: ReadInput): Promise<RecordedDecision[]> {
  if (principal.kind !== "person" || principal.role !== "member") authorize(principal, "audit:payloads");
  const { orgId } = principal.scope;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  return deps.database.inOrg(principal.scope, async (client) => {
    const decisions = await client.decision.findMany({
      where: { AND: [await visibleEntries(client, principal), { OR: patterns.map(coveredBy) }] },
      orderBy: { seq: "desc" },
      take: limit,
    });
    const { origin } = await client.ledgerHead.findUniqueOrThrow({ where: { orgId }, select: { origin: true } });
    const payloads = await readPayloads(
      client,
      { orgId, origin, dataKey },
      decisions.map(({ id }) => id),
    );
    const requesters = await readRequesters(client, orgId, [...new Set(decisions.map(({ agentId }) => agentId))]);
    return decisions.map((decision) => ({
      decision,
      submission: readDecisionPayload(payloads.get(decision.id)?.decision)?.submission ?? null,
      requester: requesters.get(decision.agentId) ?? null,
    }));
  });
}

/** The actions that a pattern covers: itself, `prefix.*` everything below the dot, `*` all. */
function coveredBy(pattern: string) {
  if (pattern === "*") return {};
  return { actionType: pattern.endsWith(".*") ? { startsWith: pattern.slice(0, -1) } : pattern };
}
