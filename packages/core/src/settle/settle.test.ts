import { expect, test } from "vitest";
import type { EntryKind } from "../ledger/entry-kinds.ts";
import { ENTRY_DATA } from "../ledger/entry-schemas.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Intent, SubmitIntent } from "./intents.ts";
import { settle } from "./settle.ts";
import { ALLOWED, submission } from "./test/submission.ts";
import { type ApprovalRecord, emptyView } from "./types.ts";

const NOW = Date.parse("2026-11-21T08:00:00.000Z");
const AGENT = "01900000-0000-7000-8000-000000000001";
const OTHER = "01900000-0000-7000-8000-000000000002";
const PERSON = "01900000-0000-7000-8000-000000000003";
const KEY = "01900000-0000-7000-8000-000000000004";
const ORG = "01900000-0000-7000-8000-000000000005";
const APPROVAL = "01900000-0000-7000-8000-000000000006";
const HASH = "ab".repeat(32);
let counter = 100;
const id = () => `01900000-0000-7000-8000-${String(counter++).padStart(12, "0")}`;

const asking = { id: "pol_01900000000000000000000000", name: "p", version: 1, hash: HASH, verdict: "approve", mode: "enforce" } as const;
const ask: Verdict = {
  ...ALLOWED,
  action: "REQUIRE_APPROVAL",
  status: "requested",
  event_types: ["approval.requested"],
  risk_score: 80,
  policies: [asking],
  approval: {
    stages: [{ approvers: ["role:operator"], quorum: 1 }],
    expires: 60,
    use_within: 30,
    separation_of_duties: "default",
    reason: "required_on_deny",
    risk: "low",
    asked_by: [],
  },
};
const deny: Verdict = {
  ...ALLOWED,
  action: "DENY",
  status: "denied",
  denial_reason: "POLICY_DENIED",
  event_types: ["action.denied"],
  risk_score: 100,
};

const principal = { agent_id: AGENT, key_id: KEY, environment: "prod" } as const;

const submit = (overrides: Partial<SubmitIntent> = {}) => submission({ entry_id: id(), principal, ...overrides });
const asked = () =>
  submit({
    verdict: ask,
    approval: {
      approval_id: APPROVAL,
      digest: HASH,
      digest_salt: new Uint8Array(32),
      risk: { level: "low", score: 20, reasons: [] },
      requested_by: { owner: null, opened_by: [], key_makers: [] },
      terms: HASH,
    },
  });
const decide = (decision: "approve" | "deny", overrides: object = {}): Intent => ({
  kind: "decide",
  entry_id: id(),
  approval_id: APPROVAL,
  decision,
  digest: HASH,
  has_reason: true,
  person: { id: PERSON, email: "p@acme.test", role: "operator" },
  claim: null,
  payloads: [],
  ...overrides,
});
const collect = (overrides: object = {}): Intent => ({
  kind: "collect",
  people: [],
  entry_id: id(),
  approval_id: APPROVAL,
  principal,
  verdict: ask,
  uses: [],
  permit_id: id(),
  audience_hash: null,
  payloads: [],
  ...overrides,
});
const cancel = (overrides: object = {}): Intent => ({
  kind: "cancel",
  entry_id: id(),
  approval_id: APPROVAL,
  principal,
  payloads: [],
  ...overrides,
});
const expire = (): Intent => ({ kind: "due", entry_id: id(), approval_id: APPROVAL, org_id: ORG, payloads: [] });

/** Settles steps one after the other on one view; every entry must fit the closed schema of its kind. */
function run(...steps: { intent: Intent; at?: number }[]) {
  const view = emptyView();
  const results = steps.map(({ intent, at = 0 }) => settle(intent, view, NOW + at));
  for (const { entry } of results) {
    if (!entry) continue;
    const schema = ENTRY_DATA[entry.kind as EntryKind];
    expect(schema, `${entry.kind} is an entry kind`).toBeDefined();
    expect(schema.safeParse(entry.data).error?.issues ?? [], entry.kind).toEqual([]);
  }
  return { view, results, last: results.at(-1)?.outcome, approval: view.approvals.get(APPROVAL) as ApprovalRecord };
}

test("a submission is recorded once per claim", () => {
  const claim = { claim: "c1", body_mac: "m1" };
  const first = submit({ claim });
  const { results } = run({ intent: first }, { intent: submit({ claim }) }, { intent: submit({ claim: { ...claim, body_mac: "m2" } }) });
  expect(results[0]?.outcome.type).toBe("recorded");
  expect(results[1]?.outcome).toEqual({ type: "replay", entry_id: first.entry_id, same_body: true });
  expect(results[2]?.outcome).toEqual({ type: "replay", entry_id: first.entry_id, same_body: false });
});

test.each([
  [ALLOWED, "action.executed"],
  [deny, "action.denied"],
])("a verdict becomes the entry of its kind", (verdict, kind) => {
  const { results } = run({ intent: submit({ verdict: verdict as Verdict }) });
  expect(results[0]?.entry?.kind).toBe(kind);
});

test("an approval is requested, approved and collected", () => {
  const { results, approval } = run({ intent: asked() }, { intent: decide("approve"), at: 1000 }, { intent: collect(), at: 2000 });
  expect(results.map(({ entry }) => entry?.kind)).toEqual(["approval.requested", "approval.decided", "action.executed"]);
  expect(approval).toMatchObject({ status: "used", decided_by: PERSON, lapses_at: NOW + 31_000 });
  expect(new Set(results.map(({ entry }) => entry?.corr)).size).toBe(1);
});

test("collecting again returns the same result", () => {
  const { results, last } = run({ intent: asked() }, { intent: decide("approve") }, { intent: collect() }, { intent: collect() });
  expect(last?.type).toBe("already_collected");
  expect(results[3]?.entry).toBeUndefined();
});

const BEFORE_COLLECT: [string, { intent: Intent; at?: number }[], string][] = [
  ["nothing was decided", [], "APPROVAL_PENDING"],
  ["it was denied", [{ intent: decide("deny") }], "APPROVAL_DENIED"],
  ["it was cancelled", [{ intent: cancel() }], "APPROVAL_CANCELLED"],
  ["it expired", [{ intent: expire(), at: 61_000 }], "APPROVAL_EXPIRED"],
  ["it lapsed", [{ intent: decide("approve") }, { intent: expire(), at: 31_000 }], "APPROVAL_LAPSED"],
  ["it was not used in time and was not swept yet", [{ intent: decide("approve"), at: -40_000 }], "APPROVAL_LAPSED"],
];
test.each(BEFORE_COLLECT)("is not collected when %s", (_, steps, code) => {
  expect(run({ intent: asked() }, ...steps, { intent: collect() }).last).toMatchObject({ type: "refused", code });
});

test("is refused permanently when the current policy denies", () => {
  const { last, approval } = run({ intent: asked() }, { intent: decide("approve") }, { intent: collect({ verdict: deny }) });
  expect(last).toMatchObject({ type: "collect_refused", reason: "POLICY_DENIED" });
  expect(approval.status).toBe("refused");
});

test.each([
  ["in another version", [{ ...asking, hash: "cd".repeat(32) }]],
  ["besides another one that asks the same", [asking, { ...asking, id: "pol_01900000000000000000000001" }]],
])("is collected when the votes satisfy what the current policy asks %s", (_, policies) => {
  const verdict = { ...ask, policies };
  const { last, approval } = run({ intent: asked() }, { intent: decide("approve") }, { intent: collect({ verdict }) });
  expect(last).toMatchObject({ type: "collected" });
  expect(approval.status).toBe("used");
});

test("the approval of another agent does not exist", () => {
  const stranger = { principal: { ...principal, agent_id: OTHER } };
  expect(run({ intent: asked() }, { intent: decide("approve") }, { intent: collect(stranger) }).last).toMatchObject({ code: "NOT_FOUND" });
  expect(run({ intent: asked() }, { intent: cancel(stranger) }).last).toMatchObject({ code: "NOT_FOUND" });
});

test.each([
  ["a second decision", [{ intent: decide("deny") }], {}, "ALREADY_DECIDED"],
  ["a decision on an expired request", [{ intent: expire(), at: 61_000 }], {}, "APPROVAL_EXPIRED"],
  ["a decision on a cancelled request", [{ intent: cancel() }], {}, "APPROVAL_CANCELLED"],
  ["another digest", [], { digest: "00".repeat(32) }, "DIGEST_MISMATCH"],
  ["approving without having seen a digest", [], { digest: null }, "DIGEST_MISMATCH"],
  ["a person without the role", [], { person: { id: PERSON, email: "p@acme.test", role: "admin" } }, "NOT_ELIGIBLE"],
])("refuses %s", (_, steps, overrides, code) => {
  expect(
    run({ intent: asked() }, ...(steps as { intent: Intent; at?: number }[]), { intent: decide("approve", overrides) }).last,
  ).toMatchObject({ type: "refused", code });
});

test("denying requires a reason, approving does not", () => {
  expect(run({ intent: asked() }, { intent: decide("deny", { has_reason: false }) }).last).toMatchObject({ code: "REASON_REQUIRED" });
  expect(run({ intent: asked() }, { intent: decide("approve", { has_reason: false }) }).last?.type).toBe("approval");
});

test("an approval expires only after its deadline", () => {
  expect(run({ intent: asked() }, { intent: expire(), at: 59_999 }).last).toEqual({ type: "nothing_due" });
  expect(run({ intent: asked() }, { intent: expire(), at: 60_000 }).approval.status).toBe("expired");
  expect(run({ intent: asked() }, { intent: expire(), at: 60_000 }, { intent: decide("approve"), at: 60_001 }).last).toMatchObject({
    code: "APPROVAL_EXPIRED",
  });
});

test("a decision after the deadline is refused even before the sweep", () => {
  expect(run({ intent: asked() }, { intent: decide("approve"), at: 60_000 }).last).toMatchObject({ code: "APPROVAL_EXPIRED" });
});

test("a permit is consumed once, and only the same idempotency id gets a replay", () => {
  const permitId = id();
  const consume = (overrides: object = {}): Intent => ({
    kind: "consume",
    people: [],
    entry_id: id(),
    permit_id: permitId,
    approval_id: APPROVAL,
    consumer_key_id: KEY,
    audience_hash: null,
    digest: HASH,
    verdict: ask,
    claim: null,
    payloads: [],
    ...overrides,
  });
  const claim = { claim: "c1", body_mac: "m1" };
  const life = [{ intent: asked() }, { intent: decide("approve") }, { intent: collect({ permit_id: permitId, audience_hash: "aud" }) }];
  const aud = { audience_hash: "aud" };
  const { results } = run(
    ...life,
    { intent: consume({ ...aud, claim }) },
    { intent: consume({ ...aud, claim, verdict: deny }), at: 30_000 },
    { intent: consume({ ...aud, claim: { ...claim, body_mac: "m2" } }) },
    { intent: consume({ ...aud, claim: { claim: "c2", body_mac: "m1" } }) },
    { intent: consume(aud) },
    { intent: consume({ ...aud, consumer_key_id: OTHER }) },
  );
  expect(results[3]?.outcome).toMatchObject({ type: "consumed", replayed: false });
  expect(results[4]?.outcome).toMatchObject({ type: "consumed", replayed: true });
  expect(results[5]?.outcome).toMatchObject({ type: "replay", same_body: false });
  for (const { outcome } of results.slice(6)) expect(outcome).toMatchObject({ code: "PERMIT_CONSUMED" });
  const refused = (overrides: object, at = 0) => run(...life, { intent: consume(overrides), at }).last;
  expect(refused({})).toMatchObject({ code: "PERMIT_WRONG_AUDIENCE" });
  expect(refused({ ...aud, digest: "00".repeat(32) })).toMatchObject({ code: "PERMIT_PAYLOAD_MISMATCH" });
  expect(refused({ ...aud, permit_id: id() })).toMatchObject({ code: "PERMIT_INVALID" });
  expect(refused({ ...aud, verdict: deny })).toMatchObject({ code: "APPROVAL_REFUSED" });
  expect(refused(aud, 30_000)).toMatchObject({ code: "PERMIT_EXPIRED" });
});

test("reports are appended, never overwritten, and only for the agent's own actions", () => {
  const action = submit();
  const report = (overrides: object = {}): Intent => ({
    kind: "report",
    entry_id: id(),
    principal,
    event_id: action.entry_id,
    status: "success",
    claim: null,
    payloads: [],
    ...overrides,
  });
  const { results } = run(
    { intent: action },
    { intent: report() },
    { intent: report({ status: "failure" }) },
    { intent: report({ principal: { ...principal, agent_id: OTHER } }) },
  );
  expect(results.map(({ outcome }) => outcome.type)).toEqual(["recorded", "reported", "reported", "refused"]);
});
