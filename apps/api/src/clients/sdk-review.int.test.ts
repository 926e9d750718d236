import { AgentLattice, type Question } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let gate: Gate;
let al: AgentLattice;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  const approval = { editable: [{ field: "amount", max: "requested" }], grants: { allow: true } };
  await org.publish(policy("refunds", { match: { actions: ["refund.issue"] }, effect: "approve", approval }));
  al = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url });
});
afterAll(async () => {
  await served.close();
  await api.close();
});

const REFUND = { metadata: { amount: 480, order: "A-10452" } };
/** Returns the id of the request that a call submits, once it waits. */
const pendingOf = () => {
  const ids: string[] = [];
  const onPending = ({ approvalId }: { approvalId: string }) => void ids.push(approvalId);
  return { onPending, id: () => vi.waitFor(() => ids[0] ?? Promise.reject(new Error("not pending yet"))) };
};
const ask = (id: string, text: string) => api.call("POST", `approvals/${id}/question`, { token: org.owner, body: { text } });
const commentsOf = async (id: string) =>
  (await api.call("GET", `approvals/${id}`, { token: org.owner })).body.comments.map(({ text }: { text: string }) => text);

describe("a reviewer's question", () => {
  test("reaches a waiting gate once, and the returned text is sent as the answer", async () => {
    const asked: Question[] = [];
    const { onPending, id } = pendingOf();
    const waiting = al.gate("refund.issue", {
      ...REFUND,
      onPending,
      onQuestion: (question) => {
        asked.push(question);
        return "Invoice 77.";
      },
    });
    const approvalId = await id();
    await ask(approvalId, "Which invoice?");
    await vi.waitFor(async () => expect(await commentsOf(approvalId)).toEqual(["Which invoice?", "Invoice 77."]), { timeout: 5_000 });
    await gate.decide(approvalId, "approve");
    expect((await waiting).permit).toMatch(/^prm_/);
    expect(asked).toMatchObject([{ approvalId, text: "Which invoice?" }]);
  });

  test("can be answered later with answer, once", async () => {
    const submitted = await al.execute("refund.issue", REFUND);
    const approvalId = submitted.approvalId as string;
    await ask(approvalId, "Is the customer informed?");
    expect((await al.approval(approvalId)).question).toMatchObject({ text: "Is the customer informed?" });
    expect((await al.answer(approvalId, "Yes.")).question).toBeUndefined();
    await expect(al.answer(approvalId, "Yes.")).rejects.toMatchObject({ code: "NO_QUESTION" });
  });
});

test("a gate with a grant passes without a request and names the grant", async () => {
  const { onPending, id } = pendingOf();
  const first = al.gate("refund.issue", { ...REFUND, onPending });
  await gate.decide(await id(), "approve", { body: { grant: { for: "1h", count: 1 } } });
  await first;
  const second = await al.gate("refund.issue", REFUND);
  expect(second).toMatchObject({ status: "executed", grantId: expect.stringMatching(/^gra_/) });
  expect(await al.execute("refund.issue", REFUND)).toMatchObject({ status: "requested" });
});
