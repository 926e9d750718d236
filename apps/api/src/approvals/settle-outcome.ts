import type { Approval, OutcomeInput } from "@agentlattice/contract";
import { sealPayload } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { findApproval } from "./find-approval.ts";
import { refusalError } from "./refuse-approval.ts";

/** Settles the unknown outcome of a consumed permit, with the person's evidence. The action never runs again by itself. */
export async function settleOutcome(input: {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly settlement: OutcomeInput;
  readonly deps: Deps;
}): Promise<Approval> {
  const { principal, approvalId, settlement, deps } = input;
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const config = await deps.configs.get(orgId);
  const entryId = deps.newId();
  const sealContext = { dataKey: keys.data, orgId, origin: config.origin, entryId, field: "evidence" };
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    configVersion: null,
    session: principal.unconfirmed ? principal.sessionId : undefined,
    intent: {
      kind: "resolve",
      entry_id: entryId,
      approval_id: approvalId,
      person: { id: principal.userId, email: principal.email, role: principal.role },
      outcome: settlement.outcome,
      payloads: [sealPayload(sealContext, settlement.evidence)],
    },
  });
  if (outcome.type === "refused") throw refusalError(outcome.code, outcome.approval, config, deps.env.AL_CONSOLE_URL);
  return (await findApproval(deps, principal, approvalId)).view;
}
