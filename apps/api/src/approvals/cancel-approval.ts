import type { Approval } from "@agentlattice/contract";
import { actingAs } from "../actions/acting.ts";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { announceApproval } from "./announce.ts";
import { findApproval } from "./find-approval.ts";
import { refusalError } from "./refuse-approval.ts";

/** Cancels an approval request as the agent that made it. */
export async function cancelApproval({
  principal,
  approvalId,
  deps,
}: {
  principal: AgentPrincipal;
  approvalId: string;
  deps: Deps;
}): Promise<Approval> {
  const { orgId } = principal.scope;
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    configVersion: null,
    intent: {
      kind: "cancel",
      entry_id: deps.newId(),
      approval_id: approvalId,
      principal: actingAs(principal),
      payloads: [],
    },
  });
  if (outcome.type === "refused")
    throw refusalError(outcome.code, outcome.approval, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  const { view } = await findApproval(deps, principal, approvalId);
  announceApproval(deps, orgId, approvalId, view);
  return view;
}
