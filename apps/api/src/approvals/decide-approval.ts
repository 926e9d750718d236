import type { Approval, DecisionInput } from "@agentlattice/contract";
import { sealPayload } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { announceApproval } from "./announce.ts";
import { refusalError } from "./refuse-approval.ts";
import { toApproval } from "./to-approval.ts";

export interface DecideInput {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly decision: DecisionInput;
  readonly deps: Deps;
}

/**
 * A signed-in person approves or denies. The first decision wins; whoever comes later is told who won and when.
 * INVARIANT: eligibility, digest and state are checked inside the ledger commit, against the configuration of that moment.
 */
export async function decideApproval({ principal, approvalId, decision, deps }: DecideInput): Promise<Approval> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const entryId = deps.newId();
  const reason = decision.reason?.trim() || null;
  const prepare = async (who: PersonPrincipal) => {
    const config = await deps.configs.get(orgId);
    const ownerId = await ownerOf(deps, who, approvalId);
    const place = { dataKey: keys.data, orgId, origin: config.origin, entryId, field: "reason" };
    return {
      configVersion: config.version,
      intent: {
        kind: "decide" as const,
        entry_id: entryId,
        approval_id: approvalId,
        decision: decision.decision,
        digest: decision.digest ?? null,
        has_reason: reason !== null,
        person: { id: who.userId, email: who.email, role: who.role },
        owner_id: ownerId,
        payloads: reason ? [sealPayload(place, reason)] : [],
      },
    };
  };
  const committed = await deps.database.ledger.commit({
    orgId,
    ...(await prepare(principal)),
    prepareAgain: async (version) => {
      deps.configs.noteVersion(orgId, version);
      return prepare(await principal.again());
    },
  });

  const { outcome } = committed;
  const config = await deps.configs.get(orgId);
  if (outcome.type === "refused") throw refusalError(outcome.code, outcome.approval, config);
  if (outcome.type !== "approval") throw new Error(`a decision was settled as ${outcome.type}`);
  const vote = { user_id: principal.userId, decision: decision.decision, at: outcome.approval.decided_at ?? deps.now(), reason };
  const view = toApproval(outcome.approval, { config, votes: [vote], target: null, now: deps.now() });
  announceApproval(deps, orgId, approvalId, view);
  return view;
}

/** Owner of the agent that asked, for separation of duties. Unknown approvals are refused by settle. */
async function ownerOf(deps: Deps, who: PersonPrincipal, approvalId: string): Promise<string | null> {
  const config = await deps.configs.get(who.scope.orgId);
  const owners = new Set([...config.agents.values()].map((agent) => agent.ownerId));
  // Only an owner of some agent can be refused as its owner: everybody else costs no query.
  if (!owners.has(who.userId)) return null;
  const { orgId } = who.scope;
  const row = await deps.database.inOrg(who.scope, (client) =>
    client.approval.findUnique({ where: { orgId_approvalId: { orgId, approvalId } }, select: { agentId: true } }),
  );
  return row ? (config.agents.get(row.agentId)?.ownerId ?? null) : null;
}
