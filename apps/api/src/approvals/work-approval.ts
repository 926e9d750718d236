import type { Approval } from "@agentlattice/contract";
import { countersOf, type WorkIntent } from "@agentlattice/core/settle";
import { sealPayload } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { authorise } from "../http/authorise.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { announceApproval } from "./announce.ts";
import { findApproval } from "./find-approval.ts";
import { reviewerRefusal } from "./refuse-approval.ts";

export interface WorkInput {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly work: WorkIntent["work"];
  /** The text of a comment, a question or a review. */
  readonly text?: string;
  readonly deps: Deps;
}

/** Comments, questions and answers of one request. */
const MAX_NOTES = 200;

/** Records work on a request by a signed-in person, and returns the approval after it. */
export async function workOnApproval({ principal, approvalId, work, text, deps }: WorkInput): Promise<Approval> {
  const { orgId } = principal.scope;
  if (work === "comment" || work === "ask") await requireBelowNoteLimit(deps, principal, approvalId);
  const takesBack = work === "undo" || work === "revoke";
  const counters = takesBack ? countersOf((await findApproval(deps, principal, approvalId)).record.plan) : [];
  const keys = await deps.database.keysOf(orgId);
  const entryId = deps.newId();
  const prepare = async (caller: PersonPrincipal) => {
    const config = await deps.configs.get(orgId);
    const sealContext = { dataKey: keys.data, orgId, origin: config.origin, entryId, field: "text" };
    return {
      configVersion: Math.min(config.version, caller.configVersion),
      session: caller.unconfirmed ? caller.sessionId : undefined,
      intent: {
        kind: "work" as const,
        entry_id: entryId,
        approval_id: approvalId,
        work,
        counters,
        person: config.members.find(({ id }) => id === caller.userId) ?? { id: caller.userId, email: caller.email, role: caller.role },
        people: config.members,
        payloads: text === undefined ? [] : [sealPayload(sealContext, text)],
      },
    };
  };
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    ...(await prepare(principal)),
    refresh: async (version) => {
      deps.configs.recordVersion(orgId, version);
      const caller = await principal.refresh();
      authorise(caller, "approvals:decide");
      return prepare(caller);
    },
  });
  if (outcome.type === "refused") throw reviewerRefusal(outcome, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  announceApproval(deps, orgId, approvalId, null);
  return (await findApproval(deps, principal, approvalId)).view;
}

async function requireBelowNoteLimit(deps: Deps, principal: PersonPrincipal, approvalId: string): Promise<void> {
  const { view } = await findApproval(deps, principal, approvalId);
  if (view.comments.length >= MAX_NOTES)
    throw new AppError("TOO_MANY_NOTES", { detail: `A request has at most ${MAX_NOTES} comments, questions and answers. Decide it.` });
}
