import type { ActionInput } from "@agentlattice/contract";
import type { Facts, Obligation, Verdict } from "@agentlattice/core";
import { assessRisk, findUndecidableStage, type RequestedBy } from "@agentlattice/core/approval";
import { askAtCap, denyWith } from "@agentlattice/core/policy";
import type { ModelPrice } from "@agentlattice/core/prices";
import type { CapReached } from "@agentlattice/core/settle";
import { describeMissing } from "../approvals/describe-missing.ts";
import type { OrgConfig } from "../config/org-config.ts";
import { priceOf } from "../costs/prices.ts";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { findRunOfApproval, requireRun } from "../runs/require-run.ts";
import { requireCallback } from "./require-callback.ts";
import { toFacts } from "./to-facts.ts";

/** A verdict with its inputs. */
export interface Judgement {
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly config: OrgConfig;
  /** Configuration version that the verdict is based on. A commit at another version evaluates the submission again. */
  readonly version: number;
  /** Keyed hash of the session of the run that the submission names. */
  readonly runSession: Uint8Array | null;
}

/** What an evaluation needs. A preview passes a configuration that is not in force. */
export interface JudgeDeps extends Pick<Deps, "database" | "inspector" | "knownRuns" | "now"> {
  readonly configs: Pick<Deps["configs"], "get">;
}

/**
 * Evaluates a submission with the policies in force. Denies it immediately when nobody is eligible to approve it, unless an approval was
 * already requested for it: at that time its approvers were eligible and the agent could use the run.
 * @param options `isAsked`: an approval was already requested for this submission
 * @throws AppError CALLBACK_UNKNOWN; as `requireRun` unless `isAsked`
 */
export async function judge(
  deps: JudgeDeps,
  principal: AgentPrincipal,
  submission: ActionInput,
  { isAsked = false, ...options }: { explain?: boolean; isAsked?: boolean } = {},
): Promise<Judgement> {
  const config = await deps.configs.get(principal.scope.orgId);
  const stated = toFacts(principal, submission, { zone: config.zone, zoneChanges: config.zoneChanges, now: deps.now() });
  const { run_id } = submission;
  const run =
    run_id === undefined ? null : await (isAsked ? findRunOfApproval(deps, principal, run_id) : requireRun(deps, principal, run_id, "act"));
  const price = await priceFor(deps, principal, config, submission);
  const facts = price ? { ...stated, model_price: price } : stated;
  const runSession = run?.session ?? null;
  const version = Math.min(config.version, principal.configVersion);
  if (principal.stopped) {
    const { reason, detail } = principal.stopped;
    return {
      facts,
      verdict: { ...denyWith(reason, detail), ...(options.explain ? { explain: [] } : {}) },
      config,
      version,
      runSession,
    };
  }
  requireCallback(config, principal, submission.callback);
  const keys = await deps.database.keysOf(config.orgId);
  const verdict = await deps.inspector.evaluate({ config, facts, keys, caller: principal.scope.caller, ...options });
  const decidable = isAsked ? verdict : denyWithoutApprover(verdict, facts, principal, { members: config.members, now: deps.now() });
  return { facts, verdict: decidable, config, version, runSession };
}

/** Returns the judgement that asks people to extend caps, or denies when nobody may. */
export function askToExtend(deps: Pick<Deps, "now">, principal: Requester, judgement: Judgement, caps: readonly CapReached[]): Judgement {
  const { facts, config } = judgement;
  const verdict = askAtCap(judgement.verdict, caps, config.bundle);
  return { ...judgement, verdict: denyWithoutApprover(verdict, facts, principal, { members: config.members, now: deps.now() }) };
}

/** Returns the price of the model of a submission that states tokens and no money, when a budget may cap money. */
async function priceFor(
  deps: Pick<Deps, "database">,
  principal: AgentPrincipal,
  { bundle }: OrgConfig,
  { model, usage }: ActionInput,
): Promise<ModelPrice | null> {
  if (!model?.name || !usage || usage.usd !== undefined) return null;
  const capsMoney = bundle.budgeted.some(({ limits }) => limits.budgets.some(({ caps }) => caps.some(({ measure }) => measure === "usd")));
  return capsMoney ? priceOf(deps, principal, model.name) : null;
}

/**
 * Returns the obligations that a digest binds, which are those in the policies' text. Obligations of modules were already applied to the
 * submission that the digest covers.
 */
export function writtenObligations({ obligations }: Verdict): readonly Obligation[] {
  return obligations.filter(({ module }) => module === undefined);
}

/** Returns the people responsible for the action, along the whole delegation chain, for separation of duties. */
export function requestedBy({ ownerId, keyCreatedBy, delegation }: Requester): RequestedBy {
  const makers = [...(keyCreatedBy === null ? [] : [keyCreatedBy]), ...(delegation?.key_makers ?? [])];
  return {
    owner: delegation?.ancestors[0]?.owner_user_id ?? ownerId,
    opened_by: delegation?.opened_by ?? [],
    key_makers: [...new Set(makers)].sort(),
  };
}

type Requester = Pick<AgentPrincipal, "ownerId" | "keyCreatedBy" | "delegation">;

/** Turns a verdict that requires approval into a denial when too few people may decide one of its stages. */
export function denyWithoutApprover(
  verdict: Verdict,
  facts: Facts,
  requester: Requester,
  { members, now }: { readonly members: OrgConfig["members"]; readonly now: number },
): Verdict {
  if (!verdict.approval) return verdict;
  const terms = { plan: verdict.approval, requested_by: requestedBy(requester), risk: assessRisk(facts, verdict.approval).level };
  const electorate = { people: members, now };
  const stage = findUndecidableStage(terms, electorate);
  if (!stage) return verdict;
  const { approval: _, placeholders: __, summary: ___, ...rest } = verdict;
  return {
    ...rest,
    action: "DENY",
    status: "denied",
    denial_reason: "NO_ELIGIBLE_APPROVER",
    message: `Policy ${verdict.policy_name} requires an approval. ${describeMissing(terms, stage, electorate)}`,
    reason_codes: ["NO_ELIGIBLE_APPROVER"],
    event_types: ["action.denied"],
    risk_score: 100,
  };
}
