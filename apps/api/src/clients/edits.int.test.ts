import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentLattice, type GateResult } from "@agentlattice/sdk";
import { type BuiltCli, buildCli } from "@agentlattice/test-kit/built-cli";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

vi.setConfig({ testTimeout: 60_000 });

const home = mkdtempSync(join(tmpdir(), "al-edits-"));
const REFUND = { metadata: { amount: 900, order: "A-1" } };
let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let gate: Gate;
let al: AgentLattice;
let cli: BuiltCli;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  const approval = { approvers: ["role:owner"], editable: [{ field: "amount", max: "requested" }] };
  await org.publish(policy("refunds", { match: { actions: ["refund.issue", "tool.refund"] }, effect: "approve", approval }));
  al = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url });
  cli = await buildCli("edits-int", { home, baseUrl: served.url });
});
afterAll(async () => {
  await served.close();
  await api.close();
  cli.remove();
});

const review = async (id: string) => (await api.call("GET", `approvals/${id}/review`, { token: org.owner })).body;
/** The only pending request, once there is one. */
const pending = () =>
  vi.waitFor(
    async () => {
      const [found] = (await api.call("GET", "approvals?status=pending", { token: org.owner })).body.data;
      if (!found) throw new Error("not pending yet");
      return found.id as string;
    },
    { timeout: 20_000, interval: 50 },
  );
const lower = async () => gate.decide(await pending(), "approve", { body: { edits: { amount: 40 } } });
/** Asserts that the reviewer can lower nothing, then approves what was requested. */
async function cannotLower(): Promise<void> {
  const id = await pending();
  expect(await review(id)).toMatchObject({ editable: [], edit_refusal: "EDIT_NOT_PROMISED" });
  expect((await lower()).body.code).toBe("EDIT_NOT_PROMISED");
  expect((await gate.decide(id, "approve")).status).toBe(200);
}

describe("gate", () => {
  test("runs what was approved with edits: true, and tells what changed", async () => {
    const waiting = al.gate("refund.issue", { ...REFUND, edits: true });
    expect((await lower()).body.status).toBe("approved");
    const { effective, changes, changed, permit } = await waiting;
    expect(effective.metadata).toEqual({ amount: 40, order: "A-1" });
    expect(changes).toEqual([{ field: "metadata.amount", from: 900, to: 40 }]);
    expect(changed).toEqual(["metadata"]);
    expect((await gate.consume(permit ?? "", { submission: { action_type: "refund.issue", ...REFUND } })).body.code).toBe(
      "PERMIT_PAYLOAD_MISMATCH",
    );
    // @ts-expect-error The result is no result of a gate without edits.
    const plain: GateResult = await waiting;
    expect(plain).toBeDefined();
  });

  test("has everything in effective when nothing was changed", async () => {
    const waiting = al.gate("refund.issue", { ...REFUND, edits: true });
    await gate.decide(await pending(), "approve");
    expect(await waiting).toMatchObject({ effective: REFUND, changes: [], changed: [] });
  });

  test("promises nothing without edits: true", async () => {
    const waiting = al.gate("refund.issue", REFUND);
    await cannotLower();
    expect(await waiting).not.toHaveProperty("effective");
  });

  test("takes the promise from the call only", async () => {
    const named = { code: "INVALID_OPTION", message: expect.stringContaining("edits: true") };
    await expect(al.gate("refund.issue", { ...REFUND, supports: ["edit"] })).rejects.toMatchObject(named);
    const wide = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url, supports: ["edit"] });
    await expect(wide.execute("refund.issue", REFUND)).rejects.toMatchObject(named);
    const flag = true as boolean;
    // @ts-expect-error The type of the result depends on the value.
    const unclear = al.gate("refund.issue", { ...REFUND, edits: flag });
    await lower();
    await unclear;
  });
});

describe("execute and wait", () => {
  test("run what was approved, also in a process that did not submit it", async () => {
    const sent = { ...REFUND, edits: true, eventId: "refund-A-1" } as const;
    const asked = await al.execute("refund.issue", sent);
    await lower();
    const other = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url });
    const { effective } = await other.wait(asked.approvalId ?? "", { edits: true });
    expect(effective.metadata).toEqual({ amount: 40, order: "A-1" });
    const again = await al.execute("refund.issue", sent);
    expect(again.status === "executed" && again.effective.metadata).toEqual({ amount: 40, order: "A-1" });
  });

  test("do not collect changed values without the promise of wait", async () => {
    const { approvalId = "" } = await al.execute("refund.issue", { ...REFUND, edits: true });
    await lower();
    await expect(al.wait(approvalId)).rejects.toMatchObject({ code: "EDIT_NOT_PROMISED" });
    expect((await gate.read(approvalId)).body.status).toBe("approved");
    const { effective } = await al.wait(approvalId, { edits: true });
    expect(effective.metadata?.amount).toBe(40);
  });

  test("promise nothing without edits: true", async () => {
    const asked = await al.execute("refund.issue", REFUND);
    await cannotLower();
    expect(await al.wait(asked.approvalId ?? "")).toMatchObject({ status: "executed" });
  });
});

describe("guard", () => {
  test("runs its function with what was approved when it declares the parameter", async () => {
    const ran = al.guard("refund.issue", (_, { metadata }) => metadata?.amount, REFUND);
    await lower();
    expect(await ran).toBe(40);
  });

  test.each<[string, (result: GateResult) => unknown]>([
    ["no parameter", () => 900],
    ["the result only", ({ permit }: GateResult) => permit && 900],
    ["a default", (_: GateResult, effective = {}) => effective && 900],
    ["a rest parameter", (...all: unknown[]) => all.length && 900],
  ])("promises nothing for a function with %s", async (_, fn) => {
    const ran = al.guard("refund.issue", fn, REFUND);
    await cannotLower();
    expect(await ran).toBe(900);
  });

  test("runs a child with what was approved", async () => {
    const ran = al.delegate("child", { capabilities: ["refund.issue"], ttl: 60 }, (sub) =>
      sub.guard("refund.issue", (_, { metadata }) => metadata?.amount, REFUND),
    );
    await lower();
    expect(await ran).toBe(40);
  });
});

describe("agentlattice gate", () => {
  const args = ["gate", "refund.issue", "--metadata", "amount:=900", "--metadata", "order=A-1"];
  const run = (more: string[]) => cli.run([...args, ...more], { AL_API_KEY: org.agentKey }, "");
  const shell = (text: string) => ["--", "sh", "-c", text];

  test("passes what was approved to the command with --pass-metadata", async () => {
    const script = 'echo "$AL_METADATA_AMOUNT $AL_METADATA_ORDER"; stat -c %a "$AL_EFFECTIVE"; echo "$AL_EFFECTIVE"; cat "$AL_EFFECTIVE"';
    const ended = run(["--pass-metadata", ...shell(script)]);
    await lower();
    const { code, stdout, stderr } = await ended;
    const [values, mode, file = "", text = ""] = stdout.split("\n");
    expect([code, values, mode]).toEqual([0, "40 A-1", "600"]);
    expect(JSON.parse(text)).toEqual({ action_type: "refund.issue", metadata: { amount: 40, order: "A-1" } });
    expect(existsSync(file)).toBe(false);
    expect(stderr).toContain("Approved with changes: amount 900 → 40.");
  });

  test("promises nothing without it", async () => {
    const ended = run(shell('cat "$AL_EFFECTIVE"'));
    await cannotLower();
    expect(JSON.parse((await ended).stdout)).toMatchObject({ metadata: { amount: 900 } });
  });

  test("needs somebody who receives the values", async () => {
    expect(await run(["--pass-metadata"])).toMatchObject({ code: 2, stderr: expect.stringContaining("Give one after --") });
    expect(await run(["--metadata", "AMOUNT=1", "--pass-metadata", ...shell("true")])).toMatchObject({ code: 2 });
    const ended = run(["--pass-metadata", "--json"]);
    await lower();
    expect(JSON.parse((await ended).stdout)).toMatchObject({ effective: { metadata: { amount: 40 } } });
  });
});

describe("the HTTP interface", () => {
  test("of the sidecar takes the promise in supports, and has everything as approved in the collected answer", async () => {
    const body = { tool: { name: "refund" }, metadata: REFUND.metadata, supports: ["edit"] };
    const evaluated = await api.call("POST", "evaluate", { token: org.agentKey, body });
    expect(evaluated.body).toMatchObject({ status: "requested" });
    await gate.decide(evaluated.body.approval_id, "approve", { body: { edits: { amount: 40 } } });
    const collected = (await gate.collect(evaluated.body.approval_id)).body;
    expect(collected.effective).toEqual({ metadata: { amount: 40, order: "A-1" }, tool: { name: "refund" } });
    expect((await api.call("POST", "evaluate", { token: org.agentKey, body: { ...body, supports: [] } })).body.status).toBe("requested");
    await cannotLower();
  });

  test("shows a service what to consume", async () => {
    const id = await gate.request({ action_type: "refund.issue", ...REFUND, supports: ["edit"] });
    await lower();
    const { permit, effective } = (await gate.collect(id)).body;
    const enforcer = new AgentLattice({ apiKey: org.orgKey, baseUrl: served.url });
    await expect(enforcer.consumePermit(permit, "refund.issue", REFUND)).rejects.toMatchObject({ code: "PERMIT_PAYLOAD_MISMATCH" });
    expect(await enforcer.consumePermit(permit, "refund.issue", effective)).toMatchObject({ approvalId: id });
  });
});

test("the first gate of the SDK's README promises nothing", () => {
  const readme = readFileSync(new URL("../../../../packages/sdk/README.md", import.meta.url), "utf8");
  for (const [block] of readme.matchAll(/```ts\n.*?\n```/gs)) if (block.includes("edits: true")) expect(block).toContain("effective");
});
