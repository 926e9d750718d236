import type { Verdict } from "@agentlattice/core";
import { denyByLimit } from "@agentlattice/core/policy";
import { degradeTo, settleLimits, shadowLimits } from "@agentlattice/core/settle";
import { readLimits } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { askToExtend, type Judgement } from "./judge.ts";

/** Evaluates limits and history for a verdict without charging them. The result may be outdated when the action is submitted. */
export async function previewLimits(
  deps: Pick<Deps, "database" | "newId" | "now">,
  principal: AgentPrincipal,
  judgement: Judgement,
): Promise<Verdict> {
  const { scope } = principal;
  const { verdict } = judgement;
  const { settle: plan } = verdict;
  if (!plan || verdict.status === "denied") return verdict;
  const view = await deps.database.inOrgReserved(scope, (client) => readLimits(client, scope, plan));
  const phase = verdict.status === "executed" ? "execute" : "request";
  const { failure, caps, fallback, shadowed } = settleLimits(plan, { view, now: deps.now(), event_id: deps.newId(), phase });
  const watched = shadowLimits(verdict, shadowed);
  if (caps.length > 0) return askToExtend(deps, principal, { ...judgement, verdict: watched }, caps).verdict;
  if (failure) return denyByLimit(watched, failure.failure, failure.remedy);
  return fallback ? degradeTo(watched, fallback) : watched;
}
