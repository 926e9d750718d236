import { decodeId, encodeId } from "@agentlattice/core";
import type { LimitFailure } from "@agentlattice/core/policy";
import { type AuditedContext, type AuditedWork, grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { findInForce, insertHalt } from "./create-halt.ts";
import type { ScopeRow } from "./halt-scope.ts";
import { settleHalt } from "./settle-halt.ts";

type LoopDeps = Pick<Deps, "bus" | "database" | "log" | "newId" | "waiters">;

/** A loop that a policy with `on_loop: halt` denied. */
interface FoundLoop {
  readonly principal: AgentPrincipal;
  readonly failure: LimitFailure;
  readonly policyName: string;
}

/**
 * Halts an agent that repeats the same calls, until a person resumes it. Does nothing for an agent that is already halted. The denial was
 * recorded before this call. If this call fails, the next attempt of the agent is denied too and tries the halt again.
 */
export async function haltLoopingAgent(deps: LoopDeps, loop: FoundLoop): Promise<void> {
  const { orgId } = loop.principal.scope;
  try {
    const { result } = await deps.database.audited(grantOrgScope(orgId), (context) => haltOnce(deps, context, loop));
    if (result !== null) await settleHalt(deps, orgId, result);
  } catch (err) {
    deps.log.warn({ err, org: orgId }, "an agent in a loop could not be halted; its next attempt halts it");
  }
}

/** Returns the id of the new halt, or null when one is in force. */
async function haltOnce(
  deps: LoopDeps,
  context: AuditedContext,
  { principal, failure, policyName }: FoundLoop,
): Promise<AuditedWork<string | null>> {
  const { orgId } = principal.scope;
  const policyId = decodeId("pol", failure.policy);
  const scope: ScopeRow = { kind: "agent", agentId: principal.agentId, pattern: null, environment: null };
  if (policyId === null || (await findInForce(context, orgId, scope))) return { result: null, entries: [], changesAnswers: false };
  const haltId = deps.newId();
  const { entries } = await insertHalt(deps, context, {
    orgId,
    haltId,
    scope,
    reason: `Loop found by the policy ${policyName}: the same call or cycle of calls occurred ${failure.actual} times in a row.`,
    by: { policyId, actor: { type: "system", id: encodeId("org", orgId) } },
  });
  return { result: haltId, entries, changesAnswers: true };
}
