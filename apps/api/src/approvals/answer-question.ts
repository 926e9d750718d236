import type { Approval } from "@agentlattice/contract";
import { sealPayload } from "@agentlattice/db";
import { actingAs } from "../actions/acting.ts";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { announceApproval } from "./announce.ts";
import { findApproval } from "./find-approval.ts";
import { refusalError } from "./refuse-approval.ts";

/** Answers the open question of a reviewer, as the agent that made the request. */
export async function answerQuestion(input: {
  principal: AgentPrincipal;
  approvalId: string;
  text: string;
  deps: Deps;
}): Promise<Approval> {
  const { principal, approvalId, text, deps } = input;
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const { origin } = await deps.configs.get(orgId);
  const entryId = deps.newId();
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    configVersion: null,
    intent: {
      kind: "answer",
      entry_id: entryId,
      approval_id: approvalId,
      principal: actingAs(principal),
      payloads: [sealPayload({ dataKey: keys.data, orgId, origin, entryId, field: "text" }, text)],
    },
  });
  if (outcome.type === "refused")
    throw refusalError(outcome.code, outcome.approval, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  announceApproval(deps, orgId, approvalId, null);
  return (await findApproval(deps, principal, approvalId)).view;
}
