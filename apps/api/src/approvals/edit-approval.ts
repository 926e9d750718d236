import { ActionInput } from "@agentlattice/contract";
import type { Json, Submission, Verdict } from "@agentlattice/core";
import { approvalDigest } from "@agentlattice/core/approval";
import { type Edits, editSubmission } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import { type DecisionPayload, readDecisionPayload, toDecisionPayload } from "../actions/decision-payload.ts";
import { digestInputOf } from "../actions/digest-input.ts";
import { judge } from "../actions/judge.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { findAgentOfKey } from "../http/authenticate.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { findApproval } from "./find-approval.ts";
import { reviewerRefusal } from "./refuse-approval.ts";

type NewPayload = ReturnType<typeof toDecisionPayload>;

/** An edited submission with its evaluation by the current policies. */
interface EditedRequest {
  readonly digest: string;
  readonly verdict: Verdict;
  /** The payload `decision` with the edited submission. */
  readonly payload: NewPayload;
  readonly version: number;
}

export interface PreparedEdit {
  /** Evaluates the edited submission. Called again when the configuration changed meanwhile. */
  evaluate(): Promise<EditedRequest>;
}

/**
 * Applies a reviewer's edits to the submission as the agent sent it and prepares its evaluation.
 * INVARIANT: the new digest is computed here from the stored submission and the permitted edits, never taken from the caller.
 * @throws AppError EDIT_NOT_PROMISED, EDIT_NOT_ALLOWED, APPROVAL_REFUSED when the arguments were erased, APPROVAL_TAMPERED
 */
export async function prepareEdit(input: {
  readonly deps: Deps;
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly edits: Edits;
}): Promise<PreparedEdit> {
  const { deps, principal, approvalId, edits } = input;
  const { orgId } = principal.scope;
  const { record, digestSalt } = await findApproval(deps, principal, approvalId);
  const { editable = [], edits_promised } = record.plan;
  if (editable.length > 0 && !edits_promised)
    throw reviewerRefusal({ code: "EDIT_NOT_PROMISED", approval: record }, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  const sent = await deps.database.request(principal.scope, approvalId, null, "requested");
  if (sent?.isTampered)
    throw reviewerRefusal({ code: "APPROVAL_TAMPERED", approval: record }, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  const stored = readDecisionPayload(sent?.payload);
  const where = { orgId_keyId: { orgId, keyId: record.key_id } };
  const key = await deps.database.inOrg(principal.scope, (client) => client.apiKey.findUnique({ where, select: { keyHash: true } }));
  if (!stored || !digestSalt || !key)
    throw new AppError("APPROVAL_REFUSED", { detail: "The arguments of this request were erased, so they cannot be edited." });
  const edited = editSubmission(editable, stored.submission as Submission, edits);
  if ("refusal" in edited) throw new AppError("EDIT_NOT_ALLOWED", { detail: edited.refusal });
  const parsed = ActionInput.safeParse(edited.submission);
  if (!parsed.success)
    throw new AppError("EDIT_NOT_ALLOWED", { detail: "The edited submission is not a valid action. Use shorter values." });
  return {
    async evaluate() {
      const agent = { ...(await findAgentOfKey(deps, key.keyHash)), environment: record.environment };
      const judged = await judge(deps, agent, parsed.data, { isAsked: true });
      const { placeholders: _, ...verdict } = judged.verdict;
      const digest = approvalDigest(sha256, digestSalt, digestInputOf(agent, parsed.data, judged));
      const payload = withEdits(toDecisionPayload(parsed.data, verdict, stored.evaluation.trace_id), stored);
      return { digest, verdict, payload, version: judged.version };
    },
  };
}

/** Marks the fields that the edit changed as fields that the caller must use. */
function withEdits(edited: NewPayload, stored: DecisionPayload): NewPayload {
  const before = stored.submission as Record<string, Json | undefined>;
  const changed = Object.entries(edited.submission as Record<string, Json>).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
  );
  const rewritten = new Set([...(stored.evaluation.rewritten ?? []), ...changed.map(([field]) => field)]);
  const summary = edited.evaluation.summary ?? stored.evaluation.summary;
  return {
    ...edited,
    evaluation: { ...edited.evaluation, ...(summary === undefined ? {} : { summary }), rewritten: [...rewritten] },
  };
}
