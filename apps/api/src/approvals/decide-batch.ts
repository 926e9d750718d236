import type { BatchInput, BatchResult } from "@agentlattice/contract";
import { ERRORS } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { decideApproval } from "./decide-approval.ts";
import { findApproval } from "./find-approval.ts";
import type { LoadedApproval } from "./loaded-approval.ts";

type Result = BatchResult["results"][number];

/**
 * Decides several requests of low risk that share policy and action. Each is decided and recorded by itself, so one that is refused does not
 * affect the others.
 */
export async function decideBatch(input: { principal: PersonPrincipal; batch: BatchInput; deps: Deps }): Promise<BatchResult> {
  const { principal, batch, deps } = input;
  const { items, decision, reason } = batch;
  let kind: string | null = null;
  const results: Result[] = [];
  for (const { id, digest } of items) {
    const decideOne = async (): Promise<Result> => {
      const approvalId = decodeId("apr", id) ?? "";
      const found = await findApproval(deps, principal, approvalId);
      kind ??= kindOf(found);
      requireBatchable(found, kind);
      const decided = await decideApproval({
        principal,
        approvalId,
        decision: { decision, digest, ...(reason === undefined ? {} : { reason }) },
        client: null,
        deps,
      });
      return { id, status: decided.approval.status };
    };
    results.push(await decideOne().catch((error) => toRefusal(id, error)));
  }
  const refused = results.filter(({ code }) => code !== undefined);
  const decided = results.length - refused.length;
  return { decided, refused: refused.length, ...(decided === 0 ? { reason: reasonOf(refused) } : {}), results };
}

/** Returns why nothing was decided: each reason once, with the number of requests when there are several reasons. */
function reasonOf(refused: readonly Result[]): string {
  const counts = new Map<string, number>();
  for (const { detail = "" } of refused) counts.set(detail, (counts.get(detail) ?? 0) + 1);
  const [only, ...others] = counts.keys();
  if (others.length === 0) return `Nothing was decided. ${only}`;
  return `Nothing was decided. ${[...counts].map(([detail, count]) => `${count} of ${refused.length}: ${detail}`).join(" ")}`;
}

/** Returns what requests of one batch have in common: the policies that asked and the action. */
function kindOf({ record: { plan, action_type } }: LoadedApproval): string {
  return `${action_type} ${plan.asked_by.map(({ policy }) => policy).join(" ")}`;
}

function requireBatchable(found: LoadedApproval, kind: string): void {
  if (found.record.risk.level !== "low")
    throw new AppError("BATCH_NOT_LOW_RISK", { detail: "Only requests of low risk are decided together. Decide this one by itself." });
  if (kindOf(found) !== kind)
    throw new AppError("BATCH_MIXED", { detail: "A batch has requests of one policy and one action. Decide this one by itself." });
}

/** Returns the refusal of one item. A fault of the server ends the batch instead. */
function toRefusal(id: string, error: unknown): Result {
  if (!(error instanceof AppError) || ERRORS[error.code].status >= 500) throw error;
  return { id, code: error.code, detail: error.message };
}
