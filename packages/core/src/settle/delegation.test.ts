import { describe, expect, it } from "vitest";
import { NO_PROGRESS } from "../approval/progress.ts";
import { APPROVAL_STATUSES, type ApprovalStatus } from "../approval/state.ts";
import { encodeId } from "../ids/type-id.ts";
import { ENTRY_DATA } from "../ledger/entry-schemas.ts";
import type { Verdict } from "../model/verdict.ts";
import { denyWith } from "../policy/to-verdict.ts";
import { endWithRequester } from "./end-with-requester.ts";
import type { Intent, SubmitIntent } from "./intents.ts";
import { settle } from "./settle.ts";
import { ALLOWED, submission } from "./test/submission.ts";
import { type ApprovalRecord, type ClaimRecord, type DelegationRecord, emptyView, type View } from "./types.ts";

const NOW = Date.parse("2026-11-21T08:00:00.000Z");
const uuid = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const [ROOT, CHILD, KEY, DELEGATION, APPROVAL, EVENT, PERSON, PERMIT] = [1, 2, 3, 4, 5, 6, 7, 8].map(uuid) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const HASH = "ab".repeat(32);

const dead = denyWith("DELEGATION_INVALID", "This delegation was revoked.");
const plan = {
  stages: [{ approvers: ["role:operator", "agent_owner"], quorum: 1 }],
  expires: 60,
  use_within: 30,
  separation_of_duties: "default",
  reason: "optional",
  risk: "low",
  asked_by: [],
} as const;
const ask: Verdict = { ...ALLOWED, action: "REQUIRE_APPROVAL", status: "requested", event_types: ["approval.requested"], approval: plan };
const principal = { agent_id: CHILD, key_id: KEY, environment: "prod", delegation: { id: DELEGATION, chain: [ROOT] } } as const;
const standing: DelegationRecord = {
  delegation_id: DELEGATION,
  agent_id: CHILD,
  chain: [ROOT],
  expires_at: NOW + 600_000,
  ended: false,
};
const approval: ApprovalRecord = {
  approval_id: APPROVAL,
  event_id: EVENT,
  agent_id: CHILD,
  key_id: KEY,
  action_type: "pr.merge",
  environment: "prod",
  status: "pending",
  digest: HASH,
  policies: [],
  plan,
  risk: { level: "low", score: 20, reasons: [] },
  requested_by: { owner: null, opened_by: [], key_makers: [] },
  requested_at: NOW,
  expires_at: NOW + 60_000,
  decided_at: null,
  decided_by: null,
  lapses_at: null,
  executed_event_id: null,
  progress: NO_PROGRESS,
  refusal: null,
};

const viewOf = (delegation: DelegationRecord | null, rows: Partial<View> = {}): View => ({
  ...emptyView(),
  delegations: new Map(delegation ? [[CHILD, delegation]] : []),
  ...rows,
});
const submit = (overrides: Partial<SubmitIntent> = {}) => submission({ entry_id: EVENT, principal, ...overrides });

const fallen: [string, DelegationRecord | null][] = [
  ["has ended, or one above it has", { ...standing, ended: true }],
  ["expires at this very moment", { ...standing, expires_at: NOW }],
  ["was not found", null],
];

describe("a submission", () => {
  it("is accepted with its delegation and names the chain", () => {
    const { entry, outcome } = settle(submit(), viewOf(standing), NOW);
    expect(outcome.type).toBe("recorded");
    expect(entry?.data).toMatchObject({
      delegation: encodeId("del", DELEGATION),
      chain: [encodeId("agt", ROOT), encodeId("agt", CHILD)],
    });
    expect(ENTRY_DATA["action.executed"].safeParse(entry?.data).success).toBe(true);
  });

  it.each(fallen)("is refused when its delegation %s", (_, delegation) => {
    expect(settle(submit(), viewOf(delegation), NOW)).toEqual({ outcome: { type: "refused", code: "DELEGATION_INVALID" }, changes: [] });
  });

  it.each(fallen)("is denied and recorded when evaluation already denied it: its delegation %s", (_, delegation) => {
    const { outcome, entry } = settle(submit({ verdict: dead }), viewOf(delegation), NOW);
    expect(outcome.type).toBe("recorded");
    expect(entry).toMatchObject({ kind: "action.denied", data: { denial_reason: "DELEGATION_INVALID" } });
  });

  it("claims no idempotency id when denied in this way, and gets no replay", () => {
    const claim = { claim: "c", body_mac: "m" };
    const view = viewOf({ ...standing, ended: true });
    settle(submit({ verdict: dead, claim }), view, NOW);
    expect(view.claims.size).toBe(0);
    view.claims.set("c", { ...claim, entry_id: uuid(99) });
    expect(settle(submit({ verdict: dead, claim }), view, NOW).outcome).toEqual({ type: "refused", code: "DELEGATION_INVALID" });
  });

  it("expires with the delegation at the latest", () => {
    const asked = {
      approval_id: APPROVAL,
      digest: HASH,
      digest_salt: new Uint8Array(32),
      risk: approval.risk,
      requested_by: approval.requested_by,
      terms: HASH,
    };
    const view = viewOf({ ...standing, expires_at: NOW + 5_000 });
    settle(submit({ verdict: ask, approval: asked }), view, NOW);
    expect(view.approvals.get(APPROVAL)?.expires_at).toBe(NOW + 5_000);
  });
});

describe("an approval", () => {
  const decide = (overrides: object = {}): Intent => ({
    kind: "decide",
    entry_id: uuid(50),
    approval_id: APPROVAL,
    decision: "approve",
    digest: HASH,
    has_reason: true,
    person: { id: PERSON, email: "p@acme.test", role: "operator" },
    claim: null,
    payloads: [],
    ...overrides,
  });
  const open = (delegation: DelegationRecord, changes: Partial<ApprovalRecord> = {}) =>
    viewOf(delegation, { approvals: new Map([[APPROVAL, { ...approval, ...changes }]]) });

  it("is usable until the end of the delegation at the latest", () => {
    const view = open({ ...standing, expires_at: NOW + 5_000 });
    settle(decide(), view, NOW);
    expect(view.approvals.get(APPROVAL)).toMatchObject({ status: "approved", lapses_at: NOW + 5_000 });
  });

  it("is not decided by a person who opened a delegation in the chain", () => {
    expect(
      settle(decide(), open(standing, { requested_by: { ...approval.requested_by, opened_by: [PERSON] } }), NOW).outcome,
    ).toMatchObject({
      type: "refused",
      code: "NOT_ELIGIBLE",
    });
  });

  it("belongs to the owner at submission: named by agent_owner, excluded by strict", () => {
    const admin = { person: { id: PERSON, email: "p@acme.test", role: "admin" } };
    const owned = { requested_by: { ...approval.requested_by, owner: PERSON } };
    const named = { plan: { ...plan, stages: [{ approvers: ["agent_owner"], quorum: 1 }] } };
    expect(settle(decide(admin), open(standing, { ...named, ...owned }), NOW).outcome.type).toBe("approval");
    expect(settle(decide(admin), open(standing, named), NOW).outcome).toMatchObject({ code: "NOT_ELIGIBLE" });
    const strict = { plan: { ...plan, stages: [{ approvers: ["role:admin"], quorum: 1 }], separation_of_duties: "strict" as const } };
    expect(settle(decide(admin), open(standing, { ...strict, ...owned }), NOW).outcome).toMatchObject({ code: "NOT_ELIGIBLE" });
    const made = { requested_by: { ...approval.requested_by, key_makers: [PERSON] } };
    expect(settle(decide(admin), open(standing, { ...strict, ...made }), NOW).outcome).toMatchObject({ code: "NOT_ELIGIBLE" });
    expect(settle(decide(admin), open(standing, strict), NOW).outcome.type).toBe("approval");
  });

  it.each(fallen)("is refused at collect when its delegation %s", (_, delegation) => {
    const approved = { ...approval, status: "approved" as const, lapses_at: NOW + 30_000 };
    const view = viewOf(delegation, { approvals: new Map([[APPROVAL, approved]]) });
    const collect: Intent = {
      kind: "collect",
      people: [],
      entry_id: uuid(51),
      approval_id: APPROVAL,
      principal,
      verdict: ALLOWED,
      uses: [],
      permit_id: PERMIT,
      audience_hash: null,
      payloads: [],
    };
    expect(settle(collect, view, NOW).outcome).toMatchObject({ type: "collect_refused", reason: "DELEGATION_INVALID" });
    expect(view.approvals.get(APPROVAL)).toMatchObject({ status: "refused", refusal: "DELEGATION_INVALID" });
  });

  it("that was used has a permit that ends with the delegation; its consumer still gets the replay", () => {
    const permit = {
      permit_id: PERMIT,
      approval_id: APPROVAL,
      agent_id: CHILD,
      audience_hash: null,
      expires_at: NOW + 30_000,
      consumed_at: null,
      consumer_key_id: null,
      consumed_event_id: null,
    };
    const consume: Intent = {
      kind: "consume",
      people: [],
      entry_id: uuid(52),
      permit_id: PERMIT,
      approval_id: APPROVAL,
      consumer_key_id: KEY,
      audience_hash: null,
      digest: HASH,
      verdict: ALLOWED,
      claim: { claim: "c1", body_mac: "m1" },
      payloads: [],
    };
    const view = (consumed: object, claims: ClaimRecord[] = []) =>
      viewOf(
        { ...standing, ended: true },
        {
          approvals: new Map([[APPROVAL, { ...approval, status: "used" as const }]]),
          claims: new Map(claims.map((claim) => [claim.claim, claim])),
          permits: new Map([[PERMIT, { ...permit, ...consumed }]]),
        },
      );
    expect(settle(consume, view({}), NOW).outcome).toMatchObject({ type: "refused", code: "APPROVAL_REFUSED" });
    const consumed = { consumed_at: NOW - 1, consumer_key_id: KEY, consumed_event_id: EVENT };
    const earlier = [{ claim: "c1", body_mac: "m1", entry_id: EVENT }];
    expect(settle(consume, view(consumed, earlier), NOW).outcome).toMatchObject({ type: "consumed", replayed: true });
  });

  it.each(APPROVAL_STATUSES)("that is %s ends with its delegation", (status) => {
    const becomes: Partial<Record<ApprovalStatus, [string, string]>> = {
      pending: ["cancelled", "approval.cancelled"],
      approved: ["revoked", "approval.revoked"],
    };
    const ended = endWithRequester(
      { ...approval, status },
      { entry_id: EVENT, actor: { type: "user", id: "usr_01h455vb4pex5vsknk084sn02q" }, reason: "DELEGATION_INVALID" },
    );
    expect(ended && [ended.row.status, ended.entry.kind]).toEqual(becomes[status] ?? null);
    if (ended) expect(ENTRY_DATA[ended.entry.kind as "approval.revoked"].safeParse(ended.entry.data).error?.issues).toBeUndefined();
  });
});
