import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let admin: string;
let id: string;

const refunds = (value: number, rest: object = {}) =>
  policy("refunds", {
    match: { actions: ["refund.issue"] },
    require: [{ field: "amount", operator: "lt", value }],
    effect: "allow",
    ...rest,
  });
const settings = (body: object, token = org.owner) => api.call("PATCH", "policies/settings", { token, body });
const draft = async (value: number, token = org.owner) => (await org.post("policies", { document: refunds(value) }, token)).body;
const ask = async (version: number, token = org.owner, more: object = {}) =>
  (await org.post(`policies/${id}/reviews`, { version, ...more }, token)).body;
const decide = (review: { id: string }, body: object, token: string) =>
  org.post(`policies/${id}/reviews/${review.id}/decision`, body, token);
const inForce = async () => (await api.call("GET", `policies/${id}`, { token: org.owner })).body.active_version;
/** Leaves of changes of policies, newest first. */
const entries = async (): Promise<{ actor: object; data: Record<string, unknown> }[]> => {
  const rows = await api.database.inspect<{ leaf: string }>(
    "SELECT convert_from(bytes, 'UTF8') AS leaf FROM app.ledger_entry WHERE org_id = $1 AND kind = 'policy.changed' ORDER BY seq DESC",
    [decodeId("org", org.orgId)],
  );
  return rows.map(({ leaf }) => JSON.parse(leaf));
};

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  org = await api.createOrg();
  admin = (await org.addMember("admin")).token;
  id = await org.publish(refunds(100));
  expect((await settings({ review_widenings: true })).body).toMatchObject({ review_widenings: true });
});
afterAll(() => api.close());

describe("with required reviews", { timeout: 60_000 }, () => {
  it("a provably narrower change is published immediately, and every other change requires a review", async () => {
    expect((await draft(50)).version).toBe(2);
    expect((await org.post(`policies/${id}/publish`, {}, org.owner)).status).toBe(200);
    await draft(200);
    const refused = await org.post(`policies/${id}/publish`, {}, org.owner);
    expect(refused.body).toMatchObject({ status: 409, code: "REVIEW_REQUIRED", error: { details: { review_id: null } } });
    expect((await org.post(`policies/${id}/publish`, { version: 1 }, org.orgKey)).body).toMatchObject({ code: "REVIEW_REQUIRED" });
    const other = await org.post("policies", { document: policy("mail", { match: { actions: ["email.*"] }, effect: "allow" }) }, org.owner);
    expect((await org.post(`policies/${other.body.id}/publish`, {}, org.owner)).body).toMatchObject({ code: "REVIEW_REQUIRED" });
    expect(await inForce()).toBe(2);
  });

  it("the approval of another person publishes exactly the reviewed version, and the ledger names requester and reviewer", async () => {
    const { hash } = await draft(200);
    const review = await ask(2, org.owner, { comment: "Larger ones are fine." });
    expect(review).toMatchObject({
      policy: { id, name: "refunds" },
      version: 2,
      base_version: 1,
      hash,
      status: "pending",
      comment: "Larger ones are fine.",
      requested_by: { name: "Olive Owner" },
      blocked: expect.stringContaining("You asked"),
    });
    expect((await org.post(`policies/${id}/publish`, {}, org.owner)).body.error.details).toMatchObject({ review_id: review.id });
    const listed = (await api.call("GET", "policies/reviews?status=pending", { token: admin })).body.data;
    expect(listed).toMatchObject([{ id: review.id, blocked: null }]);
    expect((await decide(review, { decision: "approve" }, admin)).body).toMatchObject({ code: "DIGEST_MISMATCH" });
    expect((await decide(review, { decision: "approve", hash: "0".repeat(64) }, admin)).body).toMatchObject({ code: "DIGEST_MISMATCH" });
    const approved = await decide(review, { decision: "approve", hash }, admin);
    expect(approved.body).toMatchObject({ status: "approved", decided_by: { name: "Pat admin" }, epoch: expect.any(Number) });
    expect(await inForce()).toBe(2);
    expect((await entries()).slice(0, 2)).toMatchObject([
      { actor: { type: "user" }, data: { change: "published", version: 2, review: review.id, requested_by: review.requested_by.id } },
      { data: { change: "review_requested", version: 2, review: review.id } },
    ]);
    expect(JSON.stringify(await entries())).not.toContain("Larger ones");
    expect((await decide(review, { decision: "approve", hash }, admin)).body).toMatchObject({ code: "ALREADY_DECIDED" });
  });

  it("the requester, the author, keys and the creator of the author's key cannot review", async () => {
    const { hash } = await draft(200, admin);
    const review = await ask(2);
    const approve = { decision: "approve", hash };
    for (const token of [org.owner, admin])
      expect((await decide(review, approve, token)).body).toMatchObject({ status: 403, code: "SEPARATION_OF_DUTIES" });
    for (const token of [org.orgKey, org.agentKey])
      expect((await decide(review, approve, token)).body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    for (const role of ["operator", "auditor", "member"])
      expect((await decide(review, approve, (await org.addMember(role)).token)).body).toMatchObject({ code: "FORBIDDEN" });
    expect(await inForce()).toBe(1);
    await draft(300, org.orgKey);
    const byKey = await ask(3, org.orgKey);
    expect((await decide(byKey, { decision: "approve", hash: byKey.hash }, org.owner)).body).toMatchObject({
      code: "SEPARATION_OF_DUTIES",
    });
    expect((await decide(byKey, { decision: "approve", hash: byKey.hash }, admin)).body).toMatchObject({ status: "approved" });
  });

  it("a rejection requires a reason and changes nothing; a later request supersedes an earlier one", async () => {
    const { hash } = await draft(200);
    const first = await ask(2);
    expect((await decide(first, { decision: "reject" }, admin)).body).toMatchObject({ code: "REASON_REQUIRED" });
    const second = await ask(2);
    expect((await decide(first, { decision: "approve", hash }, admin)).body).toMatchObject({ code: "ALREADY_DECIDED" });
    expect((await decide(second, { decision: "reject", reason: "Too much." }, admin)).body).toMatchObject({
      status: "rejected",
      reason: "Too much.",
    });
    expect(await inForce()).toBe(1);
    expect((await entries())[0]).toMatchObject({ data: { change: "review_rejected", review: second.id } });
    expect((await ask(1)).code).toBe("INVALID_REQUEST");
  });

  it("the version that was compared must still be in force", async () => {
    const { hash } = await draft(200);
    const review = await ask(2);
    await draft(50);
    expect((await org.post(`policies/${id}/publish`, { version: 3 }, org.owner)).status).toBe(200);
    expect((await decide(review, { decision: "approve", hash }, admin)).body).toMatchObject({
      code: "DIGEST_MISMATCH",
      detail: expect.stringContaining("new review"),
    });
    expect(await inForce()).toBe(3);
  });

  it("accepts one of several concurrent decisions", async () => {
    const { hash } = await draft(200);
    const review = await ask(2);
    const second = (await org.addMember("admin")).token;
    const answers = await Promise.all([admin, second, admin, second].map((token) => decide(review, { decision: "approve", hash }, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect((await entries()).filter(({ data }) => data.review === review.id && data.change === "published")).toHaveLength(1);
  });

  it("disabling a policy that denies requires a review, disabling one that allows does not", async () => {
    const guard = await org.post(
      "policies",
      { document: policy("no-mail", { match: { actions: ["email.*"] }, effect: "deny" }) },
      org.owner,
    );
    expect((await org.post(`policies/${guard.body.id}/publish`, {}, org.owner)).status).toBe(200);
    expect((await org.post(`policies/${guard.body.id}/disable`, {}, org.owner)).body).toMatchObject({ code: "REVIEW_REQUIRED" });
    const review = (await org.post(`policies/${guard.body.id}/reviews`, { disable: true }, org.owner)).body;
    expect(review).toMatchObject({ version: null, hash: null, base_version: 1 });
    expect((await org.post(`policies/${guard.body.id}/reviews/${review.id}/decision`, { decision: "approve" }, admin)).body.status).toBe(
      "approved",
    );
    expect((await api.call("GET", `policies/${guard.body.id}`, { token: admin })).body.active_version).toBeNull();
  });

  it("refuses a version that fails its cases", async () => {
    const cases = [{ name: "never", input: { action_type: "refund.issue", metadata: { amount: 150 } }, expect: "DENY" }];
    const { version } = (await org.post("policies", { document: { ...refunds(200), cases } }, org.owner)).body;
    expect(await ask(version)).toMatchObject({ status: 422, code: "POLICY_CASES_FAILED", errors: [{ path: "cases[0]" }] });
  });

  it("owners alone can change this setting and every setting that may allow more", async () => {
    expect((await settings({ review_widenings: false }, admin)).body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await settings({ review_widenings: false }, org.orgKey)).status).toBe(403);
    expect((await settings({ default: "allow" }, admin)).status).toBe(403);
    expect((await settings({ environment_modes: { prod: "monitor" } }, admin)).status).toBe(403);
    expect((await settings({ plan_only: true }, admin)).status).toBe(200);
    expect((await settings({ plan_only: false }, admin)).status).toBe(403);
    expect((await settings({ plan_only: false, review_widenings: false })).body).toMatchObject({ review_widenings: false });
    await draft(200, admin);
    expect((await org.post(`policies/${id}/publish`, {}, admin)).status).toBe(200);
  });
});
