import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { advanceDue } from "../testing/advance-due.ts";
import { PASSWORD, policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
let ana: Awaited<ReturnType<TestOrg["addMember"]>>;
let bob: Awaited<ReturnType<TestOrg["addMember"]>>;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  ana = await org.addMember("operator");
  bob = await org.addMember("operator");
  const low = { labels: { risk: "low" } };
  await org.publish(
    policy("merges", { effect: "approve", match: { actions: ["pr.merge"] }, approval: { approvers: ["role:operator"] } }, low),
  );
  await org.publish(
    policy("pairs", { effect: "approve", match: { actions: ["pair.run"] }, approval: { approvers: ["role:operator"], quorum: 2 } }, low),
  );
  await org.publish(
    policy("fresh", { effect: "approve", match: { actions: ["fresh.run"] }, approval: { approvers: ["role:operator"], step_up: true } }),
  );
  const high = { labels: { risk: "high" } };
  await org.publish(
    policy("risky", { effect: "approve", match: { actions: ["risky.run"] }, approval: { approvers: ["role:operator"] } }, high),
  );
});
afterAll(() => api.close());
beforeEach(() => api.database.inspect("DELETE FROM app.attempt"));

const ask = (action_type = "pr.merge") => gate.request({ action_type, metadata: { repo: "acme/web" } });
const work = (id: string, what: string, token = ana.token, body?: object) =>
  api.call("POST", `approvals/${id}/${what}`, { token, ...(body ? { body } : {}) });
const approve = (id: string, token = ana.token, body = {}) => gate.decide(id, "approve", { token, body });
const digestOf = async (id: string) => (await gate.read(id)).body.digest as string;

describe("a claim", () => {
  test("belongs to one person, expires, and can be released", async () => {
    const id = await ask();
    expect((await work(id, "claim")).body.claimed_by).toMatchObject({ id: ana.userId });
    expect((await work(id, "claim", bob.token)).body.code).toBe("ALREADY_CLAIMED");
    expect((await work(id, "release", bob.token)).body.code).toBe("NOT_CLAIMED");
    expect((await work(id, "release")).body.claimed_by).toBeNull();
    await work(id, "claim", bob.token);
    await api.database.inspect("UPDATE app.approval SET progress = jsonb_set(progress, '{claim,until}', '1') WHERE approval_id = $1", [
      decodeId("apr", id),
    ]);
    expect((await gate.read(id)).body.claimed_by).toBeNull();
    expect((await work(id, "claim")).body.claimed_by).toMatchObject({ id: ana.userId });
    expect((await approve(id, bob.token)).body).toMatchObject({ status: "approved", claimed_by: null });
    expect((await work(id, "claim")).body.code).toBe("APPROVAL_NOT_PENDING");
  });
});

describe("questions and comments", () => {
  test("reach people; the waiting agent gets the question and answers it", async () => {
    const id = await ask();
    await work(id, "comments", bob.token, { text: "Looks \u202eodd" });
    const waiting = gate.read(id, { prefer: "wait=20" });
    await expect.poll(() => api.deps.waiters.size).toBe(1);
    await work(id, "question", ana.token, { text: "Which branch?" });
    const told = await waiting;
    expect(told).toMatchObject({ status: 202, body: { status: "pending", question: { text: "Which branch?" }, comments: [] } });
    expect((await work(id, "question", ana.token, { text: "And why?" })).body.code).toBe("QUESTION_OPEN");
    const again = await api.call("GET", `approvals/${id}?seen_question=none`, { token: org.agentKey, headers: { prefer: "wait=20" } });
    expect(again.body.question.id).toBe(told.body.question.id);
    expect((await work(id, "answer", ana.token, { text: "main" })).body.code).toBe("FORBIDDEN");
    expect((await work(id, "answer", org.agentKey, { text: "main" })).body.question).toBeUndefined();
    expect((await work(id, "answer", org.agentKey, { text: "main" })).body.code).toBe("NO_QUESTION");
    const { comments } = (await api.call("GET", `approvals/${id}`, { token: ana.token })).body;
    expect(comments.map(({ kind, text }: { kind: string; text: string }) => [kind, text])).toEqual([
      ["comment", "Looks \u202eodd"],
      ["question", "Which branch?"],
      ["answer", "main"],
    ]);
    const leaves = await api.database.inspect<{ text: string }>("SELECT convert_from(bytes, 'utf8') AS text FROM app.ledger_entry");
    expect(leaves.some(({ text }) => text.includes("Which branch"))).toBe(false);
  });
});

describe("undo and revoke", () => {
  test("an approval can be undone until the agent has collected it", async () => {
    const id = await ask();
    await approve(id);
    expect((await work(id, "undo", bob.token)).body.code).toBe("NOT_ELIGIBLE");
    expect((await work(id, "undo")).body).toMatchObject({ status: "pending", stages: [{ approvals: 0, status: "open" }] });
    expect((await gate.collect(id)).body.code).toBe("APPROVAL_PENDING");
    await approve(id, bob.token);
    expect((await gate.collect(id)).body.status).toBe("executed");
    expect((await work(id, "undo", bob.token)).body.code).toBe("UNDO_TOO_LATE");
  });

  test("a denial cannot be undone, and the error names the next step", async () => {
    const id = await ask();
    await gate.decide(id, "deny", { token: ana.token });
    expect((await work(id, "undo")).body).toMatchObject({
      code: "UNDO_TOO_LATE",
      detail: "A denial cannot be undone, because the agent has received it. Submit the action again if it is still needed.",
    });
  });

  test("a vote of an open stage can be withdrawn", async () => {
    const id = await ask("pair.run");
    await approve(id);
    expect((await work(id, "undo", bob.token)).body.code).toBe("NO_VOTE");
    expect((await work(id, "undo")).body.stages).toMatchObject([{ approvals: 0 }]);
    await approve(id, bob.token);
    expect((await approve(id)).body.status).toBe("approved");
    expect((await gate.collect(id)).body.status).toBe("executed");
  });

  test("a revoked approval is not collected, and a revoked permit is not consumed", async () => {
    const first = await ask();
    await approve(first);
    expect((await work(first, "revoke", bob.token)).body.status).toBe("revoked");
    expect((await gate.collect(first)).body.code).toBe("APPROVAL_REVOKED");
    const second = await ask();
    expect((await work(second, "revoke")).body.code).toBe("APPROVAL_NOT_APPROVED");
    await approve(second);
    const { permit } = (await gate.collect(second)).body;
    expect((await work(second, "revoke")).body.status).toBe("revoked");
    const submission = { action_type: "pr.merge", metadata: { repo: "acme/web" } };
    expect((await gate.consume(permit, { submission })).body.code).toBe("APPROVAL_REVOKED");
    const third = await ask();
    await approve(third);
    const used = (await gate.collect(third)).body;
    await gate.consume(used.permit, { submission });
    expect((await work(third, "revoke")).body.code).toBe("PERMIT_CONSUMED");
  });
});

describe("step-up", () => {
  test("requires the password with the decision, and records only that it was given", async () => {
    const id = await ask("fresh.run");
    expect((await approve(id)).body.code).toBe("STEP_UP_REQUIRED");
    expect((await approve(id, ana.token, { password: "wrong" })).body.code).toBe("INVALID_CREDENTIALS");
    expect((await approve(id, ana.token, { password: PASSWORD })).body.status).toBe("approved");
    const { data } = (await api.call("GET", `audit/events?approval_id=${id}&kind=approval.decided`, { token: org.owner })).body;
    const detail = await api.call("GET", `audit/events/${data[0].id}`, { token: org.owner });
    expect(detail.text).toContain('"step_up":"password"');
    expect(detail.text).not.toContain(PASSWORD);
    const denied = await ask("fresh.run");
    expect((await gate.decide(denied, "deny", { token: ana.token })).body.code).toBe("STEP_UP_REQUIRED");
  });
});

describe("break-glass", () => {
  const release = async (id: string, token: string, body = {}) =>
    work(id, "break-glass", token, { reason: "Outage.", digest: await digestOf(id), password: PASSWORD, ...body });

  test("releases by one person, requires a review by another, and suspends the right without one", async () => {
    const admin = await org.addMember("admin");
    const id = await ask("risky.run");
    expect((await release(id, ana.token)).body.code).toBe("FORBIDDEN");
    expect((await release(id, admin.token, { password: undefined })).body.code).toBe("STEP_UP_REQUIRED");
    expect((await release(id, admin.token, { digest: "0".repeat(64) })).body.code).toBe("DIGEST_MISMATCH");
    expect((await release(id, admin.token)).body).toMatchObject({
      status: "approved",
      emergency: { by: { id: admin.userId }, reviewed_by: null },
    });
    expect((await work(id, "undo", admin.token)).body.code).toBe("UNDO_TOO_LATE");
    expect((await gate.collect(id)).body.status).toBe("executed");
    const reviews = () => api.call("GET", "approvals?status=review", { token: ana.token });
    expect((await reviews()).body.data).toMatchObject([{ id }]);
    await api.database.inspect(
      `UPDATE app.approval SET due_at = now() - interval '1 s', progress = jsonb_set(progress, '{emergency,review_by}', '1000') WHERE approval_id = $1`,
      [decodeId("apr", id)],
    );
    await advanceDue(api.deps);
    expect((await gate.read(id)).body.emergency.overdue).toBe(true);
    expect((await release(await ask("risky.run"), admin.token)).body.code).toBe("BREAK_GLASS_SUSPENDED");
    expect((await work(id, "break-glass/review", admin.token, { comment: "All fine." })).body.code).toBe("SEPARATION_OF_DUTIES");
    expect((await work(id, "break-glass/review", ana.token, { comment: "It was needed." })).body.emergency.reviewed_by.id).toBe(ana.userId);
    expect((await release(await ask("risky.run"), admin.token)).body.status).toBe("approved");
    expect((await work(id, "break-glass/review", bob.token, { comment: "Again." })).body.code).toBe("NO_REVIEW_DUE");
  });

  test("extends a budget by the stated amount", async () => {
    const limits = [{ budget: { calls: 1, per: "day", at_cap: "ask", extend: { max: 3 } } }];
    const spec = { effect: "allow", match: { actions: ["capped.run"] }, limits, approval: { approvers: ["role:operator"] } };
    await org.publish(policy("capped", spec));
    await gate.ask({ action_type: "capped.run" });
    const id = await ask("capped.run");
    const admin = await org.addMember("admin");
    expect((await release(id, admin.token)).body.code).toBe("EXTENSION_REQUIRED");
    expect((await release(id, admin.token, { extend: { calls: 4 } })).body.code).toBe("EXTENSION_NOT_ALLOWED");
    expect((await release(id, admin.token, { extend: { calls: 2 } })).body).toMatchObject({
      status: "approved",
      emergency: { by: { id: admin.userId } },
      extension: { amounts: { calls: 2 } },
    });
    const { data } = (await api.call("GET", "budgets", { token: org.owner })).body;
    expect(data.find(({ actions }: { actions: string[] }) => actions[0] === "capped.run")).toMatchObject({ cap: 3, extended: 2 });
    expect((await gate.collect(id)).body.status).toBe("executed");
  });

  test("does not override a denial", async () => {
    const id = await ask();
    await gate.decide(id, "deny", { token: ana.token });
    expect((await release(id, org.owner)).body.code).toBe("ALREADY_DECIDED");
  });
});

describe("a batch", () => {
  test("decides each request of low risk separately and lists the refused ones", async () => {
    const ids = [await ask(), await ask(), await ask("risky.run"), await ask("pair.run"), await ask()];
    await gate.decide(ids[4] as string, "deny", { token: bob.token });
    const items = await Promise.all(ids.map(async (id) => ({ id, digest: await digestOf(id) })));
    const batch = [...items.slice(0, 1), { ...(items[1] as (typeof items)[0]), digest: "0".repeat(64) }, ...items.slice(2)];
    const { body } = await api.call("POST", "approvals/batch", { token: ana.token, body: { decision: "approve", items: batch } });
    expect(body.results).toMatchObject([
      { id: ids[0], status: "approved" },
      { id: ids[1], code: "DIGEST_MISMATCH" },
      { id: ids[2], code: "BATCH_NOT_LOW_RISK" },
      { id: ids[3], code: "BATCH_MIXED" },
      { id: ids[4], code: "ALREADY_DECIDED" },
    ]);
    expect((await gate.collect(ids[0] as string)).body.status).toBe("executed");
  });

  test("of 20 decides exactly the listed requests, each with its own entry and the same reason", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => ask()));
    const items = await Promise.all(ids.map(async (id) => ({ id, digest: await digestOf(id) })));
    const later = await ask();
    const body = { decision: "deny", reason: "Not before the freeze ends.", items };
    const { results } = (await api.call("POST", "approvals/batch", { token: ana.token, body })).body;
    expect(results).toEqual(ids.map((id) => ({ id, status: "denied" })));
    expect((await gate.read(later)).body.status).toBe("pending");
    const entries = await Promise.all(
      ids.map(
        async (id) => (await api.call("GET", `audit/events?approval_id=${id}&kind=approval.decided`, { token: org.owner })).body.data,
      ),
    );
    expect(new Set(entries.flat().map(({ id }) => id)).size).toBe(20);
    expect((await gate.read(ids[19] as string)).body).toMatchObject({ status: "denied", reason: body.reason });
    const { results: repeated } = (await api.call("POST", "approvals/batch", { token: bob.token, body })).body;
    expect(new Set(repeated.map(({ code }: { code: string }) => code))).toEqual(new Set(["ALREADY_DECIDED"]));
  });

  test("names what a request requires besides the vote, and refuses more than 100", async () => {
    const low = { labels: { risk: "low" } };
    await org.publish(
      policy(
        "sure",
        { effect: "approve", match: { actions: ["sure.run"] }, approval: { approvers: ["role:operator"], step_up: true } },
        low,
      ),
    );
    const id = await ask("sure.run");
    const item = { id, digest: await digestOf(id) };
    const send = (items: object[], token = ana.token) =>
      api.call("POST", "approvals/batch", { token, body: { decision: "approve", items } });
    expect((await send([item])).body.results).toMatchObject([{ id, code: "STEP_UP_REQUIRED" }]);
    expect((await send(Array.from({ length: 101 }, () => item))).status).toBe(422);
    expect((await gate.read(id)).body.status).toBe("pending");
  });
});

describe("a hand-over", () => {
  test("can name every other person who decides, whom the list returns", async () => {
    const [operator, auditor] = [await org.addMember("operator"), await org.addMember("auditor")];
    const substitutesOf = async (token: string): Promise<string[]> =>
      (await api.call("GET", "handovers", { token })).body.substitutes.map(({ id }: { id: string }) => id);
    const offered = await substitutesOf(operator.token);
    expect(offered).toEqual(expect.arrayContaining([ana.userId, bob.userId]));
    expect(offered).not.toContain(operator.userId);
    expect(offered).not.toContain(auditor.userId);
    expect(await substitutesOf(auditor.token)).toEqual([]);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    for (const to of offered)
      expect((await api.call("POST", "handovers", { token: operator.token, body: { to, until } })).status).toBe(201);
  });

  test("lets one other person decide in the person's right, once, until it ends", async () => {
    await org.publish(
      policy("mine", { effect: "approve", match: { actions: ["mine.run"] }, approval: { approvers: [`user:${ana.email}`] } }),
    );
    const admin = await org.addMember("admin");
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const hand = (token: string, to: string, body = {}) => api.call("POST", "handovers", { token, body: { to, until, ...body } });
    const id = await ask("mine.run");
    expect((await approve(id, admin.token)).body.code).toBe("NOT_ELIGIBLE");
    expect((await hand(ana.token, ana.userId)).body.code).toBe("HANDOVER_INVALID");
    expect((await hand(ana.token, (await org.addMember("auditor")).userId)).body.code).toBe("HANDOVER_INVALID");
    expect((await hand(ana.token, admin.userId, { until: "2020-01-01T00:00:00.000Z" })).body).toMatchObject({
      code: "HANDOVER_INVALID",
      detail: "The end of the hand-over is in the past. Send a later time as until.",
    });
    expect((await hand(ana.token, admin.userId)).body).toMatchObject({
      person: { id: ana.userId },
      to: { id: admin.userId },
      active: true,
    });
    const began = Date.now();
    const past = await hand(ana.token, admin.userId, { from: new Date(began - 3_600_000).toISOString() });
    expect(past.body.active).toBe(true);
    // A second of tolerance for the clock of the database.
    expect(Date.parse(past.body.from)).toBeGreaterThanOrEqual(began - 1_000);
    const later = new Date(Date.now() + 1_800_000).toISOString();
    expect((await hand(ana.token, admin.userId, { from: later })).body).toMatchObject({ from: later, active: false });
    const tooLong = { from: later, until: new Date(Date.now() + 91 * 86_400_000).toISOString() };
    expect((await hand(ana.token, admin.userId, tooLong)).body.code).toBe("HANDOVER_INVALID");
    expect((await hand(ana.token, admin.userId)).status).toBe(201);
    await hand(admin.token, bob.userId);
    expect((await approve(id, bob.token)).body.code).toBe("NOT_ELIGIBLE");
    const decided = await approve(id, admin.token);
    expect(decided.body).toMatchObject({ status: "approved", decided_by: { id: admin.userId } });
    expect((await gate.collect(id)).body.status).toBe("executed");
    expect((await api.call("DELETE", `handovers/${ana.userId}`, { token: bob.token })).status).toBe(404);
    expect((await api.call("DELETE", `handovers/${ana.userId}`, { token: ana.token })).status).toBe(204);
    expect((await approve(await ask("mine.run"), admin.token)).body.code).toBe("NOT_ELIGIBLE");
  });
});
