import type { ActionInput, Approval, ConditionResult } from "@agentlattice/contract";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import { type OrgClient, type OrgScope, type Payloads, readPayloads } from "@agentlattice/db";
import { readDecisionPayload } from "../actions/decision-payload.ts";
import { type DelegationLine, readLines } from "../delegations/read-lines.ts";
import type { Deps } from "../deps.ts";
import { toApprovalRecord } from "./approval-row.ts";
import { targetOf, toApproval, type VoteView } from "./to-approval.ts";

/** An approval with what was typed around it. */
export interface LoadedApproval {
  readonly record: ApprovalRecord;
  readonly view: Approval;
  /** Who stands behind the agent, when it is a delegated one. */
  readonly line: DelegationLine | null;
  readonly digestSalt: Uint8Array | null;
  readonly submission: ActionInput | null;
  readonly conditions: readonly ConditionResult[];
}

type ApprovalQuery = NonNullable<Parameters<OrgClient["approval"]["findMany"]>[0]>;

/** Reads approvals with their votes and payloads, and the lines of delegated agents: a few queries however many there are. */
export async function loadApprovals(
  deps: Deps,
  scope: OrgScope,
  query: Pick<ApprovalQuery, "where" | "orderBy" | "take">,
): Promise<LoadedApproval[]> {
  const { orgId } = scope;
  const [config, keys] = await Promise.all([deps.configs.get(orgId), deps.database.keysOf(orgId)]);
  return deps.database.inOrg(scope, async (client) => {
    const rows = await client.approval.findMany({
      ...query,
      where: { AND: [{ orgId }, query.where ?? {}] },
      include: { votes: { orderBy: { at: "asc" } } },
    });
    const entryIds = rows.flatMap((row) => [row.eventId, ...row.votes.map((vote) => vote.entryId)]);
    const payloads = await readPayloads(client, { orgId, origin: config.origin, dataKey: keys.data }, entryIds);
    const delegated = rows.map((row) => row.agentId).filter((agentId) => !config.agents.has(agentId));
    const lines = await readLines(client, orgId, delegated);
    return rows.map((row) => {
      const record = toApprovalRecord(row);
      const decision = readDecisionPayload(payloads.get(row.eventId)?.decision);
      const submission = decision?.submission ?? null;
      const votes = row.votes.map(
        (vote): VoteView => ({
          user_id: vote.userId,
          decision: vote.decision as VoteView["decision"],
          at: vote.at.getTime(),
          reason: textOf(payloads, vote.entryId, "reason"),
        }),
      );
      const line = lines.get(row.agentId) ?? null;
      return {
        record,
        line,
        view: toApproval(record, { config, votes, line, target: targetOf(submission ?? undefined), now: deps.now() }),
        digestSalt: row.digestSalt,
        submission,
        conditions: decision?.evaluation.conditions ?? [],
      };
    });
  });
}

function textOf(payloads: Payloads, entryId: string, field: string): string | null {
  const value = payloads.get(entryId)?.[field];
  return typeof value === "string" ? value : null;
}
