import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { serveMetrics } from "./serve-metrics.ts";

let api: TestApi;
let acme: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  acme = await api.createOrg();
  await acme.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
  await acme.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
});
afterAll(() => api.close());

const read = () => api.deps.metrics.registry.metrics();

describe("metrics", () => {
  it("count decisions by status, denials by reason, approvals by state and requests by operation", async () => {
    await acme.submit("doc.read");
    await acme.submit("secret.read");
    const { body } = await acme.submit("pr.merge");
    const { body: approval } = await api.call("GET", `approvals/${body.approval_id}`, { token: acme.owner });
    await api.call("POST", `approvals/${body.approval_id}/decision`, {
      token: acme.owner,
      body: { decision: "approve", digest: approval.digest },
    });
    const text = await read();
    expect(text).toContain('al_decisions_total{status="executed"} 1');
    expect(text).toContain('al_decisions_total{status="denied"} 1');
    expect(text).toContain('al_decisions_total{status="requested"} 1');
    expect(text).toContain('al_denials_total{reason="NO_MATCHING_POLICY"} 1');
    expect(text).toContain('al_approvals_total{status="approved"} 1');
    expect(text).toContain('al_http_request_seconds_count{operation="submitAction",status="200"} 2');
    expect(text).toContain('al_http_request_seconds_count{operation="submitAction",status="202"} 1');
    expect(text).toContain('al_commit_seconds_count{intent="submit"} 3');
    expect(text).toMatch(/al_flush_seconds_count [1-9]/);
    // Hints leave after the answers.
    await expect.poll(read).toMatch(/al_bus_hints_sent_total\{kind="approval"\} [1-9]/);
  });

  it("contain the numbers of waiting requests", async () => {
    const { body } = await acme.submit("pr.merge");
    const pendingAnswer = api.call("GET", `approvals/${body.approval_id}`, { token: acme.agentKey, headers: { prefer: "wait=2" } });
    await expect.poll(read).toContain("al_parked_requests 1");
    expect(await read()).toMatch(/al_pool_connections\{pool="ledger",state="open"\} [1-9]/);
    expect(await read()).toContain("al_bus_connected 1");
    expect((await pendingAnswer).status).toBe(202);
    expect(await read()).toContain("al_parked_requests 0");
  });

  it("contain no name of an organisation, agent, policy, key or person", async () => {
    const text = await read();
    for (const told of [acme.orgId, acme.agentId, acme.agentKeyId, "release-bot", "merges", "pr.merge", "Acme", "@acme.test"])
      expect(text).not.toContain(told);
    const labels = new Set([...text.matchAll(/[{,]([a-z_]+)="/g)].map(([, label]) => label));
    expect([...labels].sort()).toEqual(["heads", "intent", "kind", "le", "operation", "pool", "reason", "state", "status"]);
  });

  it("are served on a separate port with the process metrics, and not by the API", async () => {
    const server = serveMetrics({ registry: api.deps.metrics.registry, port: 0, host: "127.0.0.1", log: api.deps.log });
    await once(server, "listening");
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(`${base}/metrics`);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
    const text = await answer.text();
    expect(text).toContain("nodejs_eventloop_lag_seconds");
    expect(text).toContain("process_resident_memory_bytes");
    expect((await fetch(`${base}/`)).status).toBe(404);
    expect((await fetch(`${base}/metrics`, { method: "POST" })).status).toBe(404);
    server.close();
    expect((await api.call("GET", "/metrics")).status).toBe(404);
    expect((await api.call("GET", "metrics")).status).toBe(404);
  });
});
