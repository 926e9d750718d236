import type { ActionInput, Approval, ApprovalReview, GrantBounds } from "@agentlattice/contract";
import { encodeId, type Submission } from "@agentlattice/core";
import { currentStage, type Electorate, eligibleApprovers, findBallot, mayDecide, openVoters } from "@agentlattice/core/approval";
import { findTarget, locatePath, minAllowed, parsePolicyYaml, policyHash, readEditable } from "@agentlattice/core/policy";
import { type ApprovalRecord, needsPasskey, termsOf } from "@agentlattice/core/settle";
import { readPayloads, sha256 } from "@agentlattice/db";
import { readDecisionPayload } from "../actions/decision-payload.ts";
import type { OrgConfig } from "../config/org-config.ts";
import { similarRequests } from "../decisions/find-similar.ts";
import type { Deps } from "../deps.ts";
import { type SealedGrant, toBounds } from "../grants/read-grants.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { lineOf } from "./arguments-line.ts";
import { describeDeserted } from "./describe-missing.ts";
import { findApproval } from "./find-approval.ts";
import { loadApprovals } from "./load-approvals.ts";
import { personView } from "./person-view.ts";
import { countSimilar } from "./similar-requests.ts";

const RECORD_DAYS = 90;
const DAY_MS = 24 * 3600 * 1000;
const RECENT = 5;
const CONTEXT_LINES = 2;
const VOTED = "You voted on this request already, or somebody voted on your behalf. Another approver must decide.";

/** Reads the details for a reviewer: exact arguments, rule, other eligible people and the agent's earlier actions. */
export async function reviewApproval({
  principal,
  approvalId,
  deps,
}: {
  principal: PersonPrincipal;
  approvalId: string;
  deps: Deps;
}): Promise<ApprovalReview> {
  const { record, view, submission, conditions } = await findApproval(deps, principal, approvalId);
  const config = await deps.configs.get(principal.scope.orgId);
  const terms = termsOf(record);
  const electorate = { people: config.members, now: deps.now() };
  const self = config.members.find(({ id }) => id === principal.userId);
  const isOpen = record.status === "pending";
  const open = isOpen ? openVoters(terms, record.progress, electorate) : [];
  const sent = record.progress.edit ? await deps.database.request(principal.scope, approvalId, null, "requested") : null;
  const requested = sent ? (readDecisionPayload(sent.payload)?.submission ?? null) : submission;
  return {
    ...view,
    ...(submission ? lineOf(submission) : {}),
    submission,
    requested,
    editable: editableOf(record, { submission, requested }),
    edit_refusal: record.plan.editable && !record.plan.edits_promised ? "EDIT_NOT_PROMISED" : null,
    grants: grantRules(record, submission),
    proposed_grant: await proposedGrant(deps, principal, record),
    given_grant: await givenGrant(deps, principal, record),
    similar: await countSimilar(deps, principal.scope, record),
    step_up: record.plan.step_up ?? false,
    evidence: needsPasskey(record, self ?? { id: principal.userId, email: "", role: principal.role }, false) ? "passkey" : "none",
    conditions_evaluated: [...conditions],
    rule: ruleOf(record, config),
    path: pathOf(view, config, record.requested_by.owner),
    reason_rule: record.plan.reason,
    eligible: isOpen
      ? open.map((id) => personView(config, id))
      : eligibleApprovers(terms, currentStage(terms, record.progress), electorate).map(({ id }) => personView(config, id)),
    you: standingOf(record, principal.userId, electorate),
    record: await recordOf(deps, principal, record),
    recent: await recentOf(deps, principal, record),
  };
}

/** Returns whether the person may decide now, otherwise why not. */
function standingOf(record: ApprovalRecord, personId: string, electorate: Electorate): ApprovalReview["you"] {
  const terms = termsOf(record);
  if (record.status !== "pending") {
    const may = mayDecide(terms, currentStage(terms, record.progress), personId, electorate);
    return { can_decide: false, because: may.eligible ? null : may.because };
  }
  const ballot = findBallot(terms, record.progress, personId, electorate);
  if ("right" in ballot) return { can_decide: true, because: null };
  const because = ballot.code === "ALREADY_VOTED" ? VOTED : ballot.ineligible.because;
  const isDeserted = openVoters(terms, record.progress, electorate).length === 0;
  return { can_decide: false, because: isDeserted ? `${because} ${describeDeserted(terms.risk)}` : because };
}

/** Returns the editable fields with their values as they are and as the agent sent them. */
function editableOf(
  { plan, progress }: ApprovalRecord,
  { submission, requested }: { submission: ActionInput | null; requested: ActionInput | null },
): ApprovalReview["editable"] {
  const editable = plan.edits_promised || progress.edit ? (plan.editable ?? []) : [];
  return editable.map(({ one_of, ...field }) => {
    const sent = requested && readEditable(requested as Submission, field.field);
    const min = minAllowed(field, sent);
    return {
      ...field,
      ...(min === undefined ? {} : { min }),
      ...(one_of ? { one_of: [...one_of] } : {}),
      current: submission && readEditable(submission as Submission, field.field),
      requested: sent,
    };
  });
}

function grantRules({ plan: { grants } }: ApprovalRecord, submission: ActionInput | null): ApprovalReview["grants"] {
  return grants ? { ...grants, max_sum: grants.max_sum ?? null, target_field: findTarget(submission?.metadata)?.field ?? null } : null;
}

/** Returns the grant that every vote so far names, from the payload of the first one. */
async function proposedGrant(deps: Deps, { scope }: PersonPrincipal, { progress, status }: ApprovalRecord): Promise<GrantBounds | null> {
  const [first] = progress.votes;
  if (status !== "pending" || progress.grant === null || !first) return null;
  const [keys, config] = [await deps.database.keysOf(scope.orgId), await deps.configs.get(scope.orgId)];
  const log = { orgId: scope.orgId, origin: config.origin, dataKey: keys.data };
  const payloads = await deps.database.inOrg(scope, (client) => readPayloads<{ readonly grant: SealedGrant }>(client, log, [first.entry]));
  const sealed = payloads.get(first.entry)?.grant;
  return sealed ? toBounds(sealed.terms) : null;
}

/** Returns the id of the standing grant that was given with an approval. An approval that was undone before may have given another one. */
async function givenGrant(deps: Deps, { scope }: PersonPrincipal, { approval_id, status }: ApprovalRecord): Promise<string | null> {
  if (status === "pending") return null;
  const newest = {
    where: { orgId: scope.orgId, approvalId: approval_id },
    orderBy: { grantId: "desc" },
    select: { grantId: true },
  } as const;
  const given = await deps.database.inOrg(scope, (client) => client.approvalGrant.findFirst(newest));
  return given && encodeId("gra", given.grantId);
}

/** Returns the policy lines that require the approval, with some context lines. */
function ruleOf(record: ApprovalRecord, config: OrgConfig): ApprovalReview["rule"] {
  const [asked] = record.plan.asked_by;
  const used = record.policies.find((policy) => policy.name === asked?.policy);
  const active = config.policies.find((policy) => policy.id === used?.id && policy.version === used?.version);
  if (!asked || !used) return null;
  // The manifest signs the canonical text, so YAML that differs from it is not shown as the rule.
  if (!active || !hasHash(active.yaml, used.hash)) return { policy: used.name, version: used.version, lines: [] };
  const lines = active.yaml.trimEnd().split("\n");
  const at = locatePath(active.yaml, asked.path) ?? 1;
  const from = Math.max(1, at - CONTEXT_LINES);
  const shown = lines.slice(from - 1, at + CONTEXT_LINES).map((text, i) => ({ n: from + i, text, asked: from + i === at }));
  return { policy: used.name, version: used.version, lines: shown };
}

function hasHash(yaml: string, hash: string): boolean {
  const parsed = parsePolicyYaml(yaml, "stored");
  return parsed.ok && policyHash(sha256, parsed.policy) === hash;
}

/** Returns the chain from the responsible person over the delegating agents to the requesting agent. */
function pathOf({ requested_by, delegation, action_type }: Approval, config: OrgConfig, ownerId: string | null): ApprovalReview["path"] {
  const chain = delegation?.chain ?? [requested_by];
  const agents = chain.map((agent, index) => ({
    kind: "agent" as const,
    ...agent,
    note: index === chain.length - 1 ? action_type : "delegated to the next",
  }));
  if (!ownerId) return agents;
  const owner = personView(config, ownerId);
  return [{ kind: "person", id: owner.id, name: owner.name, note: "owned this agent at submission" }, ...agents];
}

async function recordOf(deps: Deps, { scope }: PersonPrincipal, record: ApprovalRecord): Promise<ApprovalReview["record"]> {
  const since = new Date(deps.now() - RECORD_DAYS * DAY_MS);
  const counts = await deps.database.inOrg(scope, (client) =>
    client.decision.groupBy({ by: ["status"], where: { orgId: scope.orgId, agentId: record.agent_id, ts: { gte: since } }, _count: true }),
  );
  const count = (status: string) => counts.find((row) => row.status === status)?._count ?? 0;
  return {
    days: RECORD_DAYS,
    executed: count("executed"),
    requested: count("requested"),
    denied: count("denied"),
    since: since.toISOString(),
  };
}

/** Returns the decided requests that are most similar to this one. */
async function recentOf(deps: Deps, { scope }: PersonPrincipal, record: ApprovalRecord): Promise<ApprovalReview["recent"]> {
  const ranked = await similarRequests(deps, scope, record.event_id);
  const decided = ranked.filter(({ candidate: { approval } }) => approval !== null && approval.status !== "pending").slice(0, RECENT);
  if (decided.length === 0) return [];
  const ids = decided.flatMap(({ candidate: { approval } }) => approval?.id ?? []);
  const loaded = new Map(
    (await loadApprovals(deps, scope, { approvalIds: ids, limit: ids.length })).map((row) => [row.record.approval_id, row]),
  );
  return decided.flatMap(({ candidate: { approval }, score, reasons }) => {
    const row = loaded.get(approval?.id ?? "");
    if (!row) return [];
    const { view, record: earlier } = row;
    return [
      {
        id: view.id,
        status: view.status,
        target: view.target,
        summary: view.summary,
        ...(view.decided_by ? { decided_by: view.decided_by } : {}),
        ...(view.decided_at ? { decided_at: view.decided_at } : {}),
        took_ms: (earlier.decided_at ?? earlier.expires_at) - earlier.requested_at,
        score,
        reasons,
      },
    ];
  });
}
