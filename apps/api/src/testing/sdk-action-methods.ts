import { AgentLattice } from "@agentlattice/sdk";
import { expect } from "vitest";
import { ACTION, EXECUTED, id, list, type MethodRows, number, type SdkWorld, text, time } from "./sdk-world.ts";

const DELEGATED = { capabilities: ["doc.*"], ttl: 60 };

/** Returns calls of the methods that ask, act and report. */
export function actionMethodRows({ org, al, enforcer }: SdkWorld): MethodRows {
  async function decide(approvalId: string, body: object = { decision: "approve" }): Promise<void> {
    const { digest } = (await org.get(`approvals/${approvalId}`)).body;
    const answer = await org.post(`approvals/${approvalId}/decision`, { digest, ...body });
    if (answer.status !== 200) throw new Error(answer.text);
  }
  const approving = { onPending: ({ approvalId }: { approvalId: string }) => void decide(approvalId) };
  const asked = async () => (await al.execute("pr.merge", { metadata: { target: "acme/web#1" } })).approvalId as string;

  return {
    async execute() {
      expect(await al.execute("doc.read", { dataAccessed: [{ type: "customer", count: 1 }] })).toMatchObject(EXECUTED);
      expect(await al.execute("disk.format")).toMatchObject({
        ...ACTION,
        status: "denied",
        denialReason: "POLICY_DENIED",
        policyName: "never",
      });
      const requested = await al.execute("pr.merge");
      expect(requested).toMatchObject({ ...ACTION, status: "requested", approvalId: id("apr"), approvalUrl: text, timeoutAt: time });
    },
    async gate() {
      expect(await al.gate("pr.merge", approving)).toMatchObject({
        ...EXECUTED,
        permit: expect.stringMatching(/^prm_/),
        permitExpiresAt: time,
        executedEventId: id("evt"),
        approval: { id: id("apr"), status: "approved", decidedBy: { id: id("usr"), name: text } },
      });
      await expect(al.gate("disk.format")).rejects.toMatchObject({ name: "AgentLatticeDeniedError", reason: "POLICY_DENIED" });
    },
    async guard() {
      const seen: unknown[] = [];
      const work = (...given: unknown[]) => {
        seen.push(...given);
        return 42;
      };
      expect(await al.guard("doc.read", work, { metadata: { a: 1 } })).toBe(42);
      expect(seen).toMatchObject([EXECUTED, { metadata: { a: 1 } }]);
      expect((await al.audit({ kind: "action.reported", limit: 1 })).events).toHaveLength(1);
    },
    async delegate() {
      expect(await al.delegate("reader", DELEGATED, (sub) => sub.execute("doc.read"))).toMatchObject({
        ...EXECUTED,
        delegationId: id("del"),
      });
      await using child = await al.delegate("reader-2", DELEGATED);
      expect(child.delegation).toMatchObject({ id: id("del"), capabilities: ["doc.*"], expiresAt: time });
    },
    async "AgentLattice.parallel"() {
      const [one, two] = [al.delegate("one", DELEGATED), al.delegate("two", DELEGATED)];
      const results = await AgentLattice.parallel(one, two, ([a, b]) => Promise.all([a.execute("doc.read"), b.execute("doc.read")]));
      expect(results).toMatchObject([EXECUTED, EXECUTED]);
    },
    async canI() {
      expect(await al.canI("pr.merge")).toMatchObject({
        allowed: false,
        needsApproval: true,
        policyName: "merges",
        conditionsEvaluated: [],
        explain: list,
      });
      expect(await al.canI("disk.format")).toMatchObject({ allowed: false, needsApproval: false, denialReason: "POLICY_DENIED" });
    },
    async delegations() {
      await using _ = await al.delegate("listed", DELEGATED);
      expect((await al.delegations({ role: "parent", activeOnly: true })).delegations).toMatchObject([
        { id: id("del"), status: "active", active: true, capabilities: ["doc.*"], expiresAt: time, depth: number },
      ]);
    },
    async revoke() {
      const { delegation } = await al.delegate("revoked", DELEGATED);
      expect(await al.revoke(delegation.id)).toEqual({ revoked: true, cascaded: 0 });
    },
    async report() {
      const { auditEventId } = await al.execute("doc.read");
      expect(await al.report(auditEventId, { status: "failure", message: "Conflict", metadata: { files: 3 } })).toMatchObject({
        id: id("evt"),
        auditEventId,
        status: "failure",
        reportedAt: time,
      });
    },
    async precheck() {
      await al.precheck.refresh();
      expect(al.precheck("disk.format")).toEqual({ answer: "deny", reason: "POLICY_DENIED", policy: "never" });
      expect(al.precheck("doc.read")).toEqual({ answer: "ask" });
    },
    async "precheck.refresh"() {
      expect(await al.precheck.refresh()).toBeUndefined();
    },
    async evaluate() {
      expect(await al.evaluate({ tool: "unknown_tool", content: "text", correlationId: "order-1842" })).toMatchObject({
        correlationId: "order-1842",
        status: "denied",
        auditEventId: id("evt"),
        decision: { action: "DENY", reasonCodes: list, riskScore: number, mode: "enforce", findings: [] },
      });
    },
    async scan() {
      expect(await al.scan("Write to ana.lopez@mail.acme.org")).toMatchObject({
        findings: [{ type: text, category: text, module: "pii", severity: text, confidence: number, start: 9, end: 32 }],
        action: text,
        riskScore: number,
      });
    },
    async approval() {
      const approvalId = await asked();
      expect(await al.approval(approvalId)).toMatchObject({
        id: approvalId,
        status: "pending",
        approvalUrl: text,
        actionType: "pr.merge",
        auditEventId: id("evt"),
        expiresAt: time,
      });
    },
    async wait() {
      const approvalId = await asked();
      await decide(approvalId);
      expect(await al.wait(approvalId)).toMatchObject({
        ...ACTION,
        status: "executed",
        permit: text,
        approval: { id: approvalId, status: "approved" },
      });
    },
    async cancel() {
      const approvalId = await asked();
      expect(await al.cancel(approvalId)).toMatchObject({ id: approvalId, status: "cancelled" });
    },
    async answer() {
      const approvalId = await asked();
      await org.post(`approvals/${approvalId}/question`, { text: "Does it include shipping?" });
      expect(await al.answer(approvalId, "Yes.")).toMatchObject({ id: approvalId, status: "pending" });
    },
    async consumePermit() {
      const { permit = "" } = await al.gate("pr.merge", { metadata: { target: "acme/web#7" }, ...approving });
      expect(await enforcer.consumePermit(permit, "pr.merge", { metadata: { target: "acme/web#7" } })).toMatchObject({
        jti: text,
        approvalId: id("apr"),
        actionType: "pr.merge",
        agentId: org.agentId,
        consumedAt: time,
        auditEventId: id("evt"),
        replayed: false,
      });
    },
    async "permits.verify"() {
      const metadata = { target: "acme/web#8" };
      const { permit = "" } = await al.gate("pr.merge", { metadata, audience: "deployer", permitGrade: "offline", ...approving });
      expect(await enforcer.permits.verify(permit, "pr.merge", { org: org.orgId, audience: "deployer", metadata })).toMatchObject({
        jti: text,
        expiresAt: time,
      });
    },
    async apply() {
      const mail = { content: "Write to ana.lopez@mail.acme.org", supports: ["redact" as const] };
      const result = await al.execute("mail.send", mail);
      const applied = al.apply(mail, result);
      expect(applied).toMatchObject({
        content: expect.stringMatching(/^Write to <<EMAIL:[0-9a-f]{16}>>$/),
        changed: ["content"],
        others: list,
        placeholders: expect.any(Map),
      });
    },
    async restore() {
      const mail = { content: "Write to ana.lopez@mail.acme.org", supports: ["redact" as const] };
      const applied = al.apply(mail, await al.execute("mail.send", mail));
      expect(al.restore(`Done: ${applied.content}`, applied)).toBe("Done: Write to ana.lopez@mail.acme.org");
    },
  };
}
