import type { ActionInput, ConditionResult } from "@agentlattice/contract";
import type { Submission } from "@agentlattice/core";
import type { DecidedRequest } from "@agentlattice/core/approval";
import { fromMicros, readAmount } from "@agentlattice/core/policy";
import type { OrgScope, StoredApproval } from "@agentlattice/db";
import { readDecisionPayload } from "../../actions/decision-payload.ts";
import type { Deps } from "../../deps.ts";

/** The newest requests that advice is based on. Reading a request decrypts its arguments. */
const MAX_REQUESTS = 1_000;
/** Field that counts as an amount when the policy has no condition on a number. */
const AMOUNT = "amount";

/** Reads the requests that people decided in a window, by the wire id of each policy that asked. Requests whose arguments were erased are omitted. */
export async function readDecided(
  deps: Pick<Deps, "database">,
  scope: OrgScope,
  { from, to, environment }: { readonly from: Date; readonly to: Date; readonly environment: string | undefined },
): Promise<ReadonlyMap<string, DecidedRequest[]>> {
  const stored = await deps.database.approvals(scope, { decided: { from, to }, environment, limit: MAX_REQUESTS });
  const byPolicy = new Map<string, DecidedRequest[]>();
  for (const { record, payload } of stored) {
    const decision = readDecisionPayload(payload);
    if (!decision) continue;
    const harmless = isHarmless(record);
    for (const { id, name, verdict } of record.policies) {
      if (verdict !== "approve") continue;
      const values = valuesOf(decision.submission, decision.evaluation.conditions, name);
      byPolicy.set(id, [...(byPolicy.get(id) ?? []), { harmless, values }]);
    }
  }
  return byPolicy;
}

/** Returns true for a request that was approved as submitted, with low or medium risk. */
function isHarmless({ status, progress, risk }: StoredApproval["record"]): boolean {
  return status !== "denied" && progress.edit === null && (risk.level === "low" || risk.level === "medium");
}

/** Returns the numbers of a submission that the policy has conditions on, and its amount. */
function valuesOf(submission: ActionInput, conditions: readonly ConditionResult[], policy: string): ReadonlyMap<string, number> {
  const named = conditions.filter((condition) => condition.policy === policy).map(({ field }) => field);
  const values = new Map<string, number>();
  for (const field of [...named, AMOUNT]) {
    const micros = readAmount(submission as Submission, field);
    if (micros !== null) values.set(field, fromMicros(micros));
  }
  return values;
}
