import { AgentLattice, type AuditEvent } from "@agentlattice/sdk";
import { expect } from "vitest";
import { id, list, type MethodRows, number, type SdkWorld, text, time } from "./sdk-world.ts";

/** Returns calls of the methods that read, record, count and watch. */
export function recordMethodRows({ org, al, enforcer, baseUrl }: SdkWorld): MethodRows {
  return {
    async whoami() {
      expect(await al.whoami()).toMatchObject({
        name: "release-bot",
        configId: text,
        orgId: org.orgId,
        environment: "prod",
        cbState: "closed",
        policies: expect.arrayContaining([{ name: "merges", actionType: "pr.merge", approvalRequired: true }]),
        delegations: { asParent: list, asChild: [] },
      });
    },
    async policies() {
      const { policies, hasMore, nextCursor } = await al.policies({ scope: "org" });
      expect([hasMore, nextCursor]).toEqual([false, null]);
      expect(policies).toContainEqual(
        expect.objectContaining({
          id: id("pol"),
          name: "merges",
          version: 1,
          actionType: "pr.merge",
          actions: ["pr.merge"],
          effect: "approve",
          approvalRequired: true,
          mode: "enforce",
        }),
      );
    },
    async audit() {
      const { events, hasMore } = await al.audit({ limit: 1, actionType: "doc.*" });
      expect(events).toMatchObject([
        {
          id: id("evt"),
          seq: number,
          timestamp: time,
          kind: text,
          actionType: "doc.read",
          agentId: id("agt"),
          status: text,
          eventTypes: list,
        },
      ]);
      expect(typeof hasMore).toBe("boolean");
      for await (const event of al.audit({ kind: "action.denied" })) {
        expect(event).toMatchObject({ kind: "action.denied", denialReason: text });
        break;
      }
    },
    async "audit.log"() {
      const recorded = await al.audit.log("app.invoice.sent", { amount: "120.00" }, { subject: "invoice-1842" });
      expect(recorded).toMatchObject({ id: id("evt"), kind: "app.invoice.sent", recordedAt: time });
    },
    async track() {
      expect(await al.track("invoice.paid", { amount: "120.00" })).toMatchObject({
        id: id("evt"),
        kind: "app.invoice.paid",
        recordedAt: time,
      });
    },
    async verify() {
      expect(await enforcer.verify()).toMatchObject({
        chainValid: true,
        firstBrokenAtRowId: null,
        size: number,
        root: text,
        checkedAt: time,
      });
    },
    async posture() {
      const { score, components, computedAt } = await al.posture();
      expect({ score, computedAt }).toEqual({ score: number, computedAt: time });
      for (const component of Object.values(components))
        expect(component).toMatchObject({ score: number, max: number, evidence: list, advice: list });
    },
    async subscribe() {
      const seen: AuditEvent[] = [];
      const stop = al.subscribe((event) => void seen.push(event), { events: ["action.executed"] });
      await stop.ready;
      const stream = al.subscribe({ events: ["action.executed"] });
      const next = stream.next();
      await stream.ready;
      const { auditEventId } = await al.execute("doc.read");
      expect((await next).value).toMatchObject({ id: auditEventId, kind: "action.executed", actionType: "doc.read" });
      await expect.poll(() => seen.map((event) => event.id)).toEqual([auditEventId]);
      stream.unsubscribe();
      stop();
      await stop.closed;
    },
    async unsubscribe() {
      const other = new AgentLattice({ apiKey: org.agentKey, baseUrl: baseUrl });
      const stop = other.subscribe(() => {});
      await stop.ready;
      other.unsubscribe();
      await stop.closed;
    },
    async onHalt() {
      const halted: unknown[] = [];
      const stop = al.onHalt((halt) => void halted.push(halt));
      await stop.ready;
      const body = { scope: { action: "nothing.*" }, reason: "A test of the client." };
      const { id: haltId } = (await org.post("halts", body)).body;
      await expect
        .poll(() => halted, { timeout: 15_000 })
        .toMatchObject([{ id: haltId, scope: { action: "nothing.*" }, requestedAt: time, drill: false }]);
      await org.post(`halts/${haltId}/resume`, { reason: "Done." });
      stop();
      await stop.closed;
    },
    async heartbeat() {
      expect(await al.heartbeat({ client: "method-table", version: "1.0.0" })).toEqual({ halted: false, halts: [], configVersion: number });
    },
    async "heartbeat.start"() {
      const results: unknown[] = [];
      const stop = al.heartbeat.start({ onResult: (result) => void results.push(result) });
      await expect.poll(() => results.length).toBeGreaterThan(0);
      stop();
      expect(results[0]).toEqual({ halted: false, halts: [], configVersion: number });
    },
    async budget() {
      const seen: unknown[] = [];
      const result = await al.budget({ calls: 1 }, (reservation) => {
        seen.push(reservation);
        return { usage: { usd: "0.01" } };
      });
      expect(result).toEqual({ usage: { usd: "0.01" } });
      expect(seen).toMatchObject([{ id: id("rsv"), status: "reserved", expiresAt: time }]);
    },
    async "budget.reserve"() {
      expect(await al.budget.reserve({ usd: "0.25", calls: 1, ttl: 120 })).toMatchObject({
        id: id("rsv"),
        status: "reserved",
        reserved: { usd: "0.25", calls: 1 },
        expiresAt: time,
      });
    },
    async "budget.settle"() {
      const reserved = await al.budget.reserve({ usd: "0.25" });
      expect(await al.budget.settle(reserved.id, { usd: "0.20" })).toMatchObject({
        id: reserved.id,
        status: "settled",
        used: { usd: "0.20" },
        overruns: [],
      });
    },
    async "budget.release"() {
      const reserved = await al.budget.reserve({ usd: "0.25" });
      expect(await al.budget.release(reserved.id)).toMatchObject({ id: reserved.id, status: "released" });
    },
    async "budget.list"() {
      expect(await al.budget.list()).toEqual([]);
    },
    async run() {
      const result = await al.run({ name: "nightly" }, async (run) => {
        run.tool({ tool: "search" });
        run.llm({ model: "gpt-4.1", inputTokens: 10, outputTokens: 5 });
        await run.flush();
        return run.id;
      });
      expect(result).toEqual(id("run"));
    },
    async createRun() {
      expect(await al.createRun({ name: "nightly", sessionId: "s-1" })).toMatchObject({ id: id("run"), name: "nightly" });
    },
    async "ledger.pin"() {
      expect(await enforcer.ledger.pin()).toMatchObject({ size: number, root: text, vkey: text });
    },
    async "ledger.verifyReceipt"() {
      const { receipt } = await al.execute("doc.read");
      if (!receipt) throw new Error("an executed action has a receipt");
      expect(await enforcer.ledger.verifyReceipt(receipt)).toMatchObject({ seq: receipt.seq });
    },
    async "decisions.list"() {
      await al.execute("doc.read", { tags: ["table"], eventId: "table-1" });
      expect(await al.decisions.list({ tags: ["table"], match: "all" })).toMatchObject({
        decisions: [{ id: id("evt"), status: "executed", actionType: "doc.read", tags: ["table"], at: time }],
        hasMore: false,
        nextCursor: null,
      });
    },
    async "decisions.similar"() {
      const { auditEventId } = await al.execute("doc.read", { tags: ["table"] });
      const { data, compared } = await al.decisions.similar(auditEventId);
      expect(compared).toEqual(number);
      expect(data[0]).toMatchObject({ score: number, reasons: list, decision: { id: id("evt"), actionType: "doc.read" } });
    },
    async "decisions.recall"() {
      const { auditEventId } = await al.execute("doc.read", { eventId: "recalled" });
      expect(await al.decisions.recall(["recalled", "never-sent"])).toMatchObject({
        data: [{ eventId: "recalled", decision: { id: auditEventId } }],
        unknown: ["never-sent"],
      });
    },
    async graph() {
      expect(await al.graph({ depth: 2 })).toMatchObject({
        nodes: expect.arrayContaining([expect.objectContaining({ id: org.agentId })]),
        edges: list,
        truncated: false,
      });
    },
    async request() {
      expect(await al.request("GET", "/whoami")).toMatchObject({ name: "release-bot", org_id: org.orgId });
    },
  };
}
