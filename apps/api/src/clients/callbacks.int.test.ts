import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AgentLattice } from "@agentlattice/sdk";
import { freePort } from "@agentlattice/test-kit/free-port";
import { createAdaptorServer } from "@hono/node-server";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { gateOf } from "../testing/gate.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

/** Runs the examples of callbacks in Next.js and Express. */
let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let port: number;
const printed: string[] = [];

beforeAll(async () => {
  port = await freePort();
  api = await startTestApi({ AL_EGRESS_ALLOW: `127.0.0.1:${port}` });
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  vi.stubEnv("AL_API_KEY", org.agentKey);
  vi.stubEnv("AL_BASE_URL", served.url);
  vi.spyOn(console, "log").mockImplementation((...words) => void printed.push(words.join(" ")));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await served.close();
  await api.close();
});

const example = (file: string) => import(new URL(`../../../../examples/callbacks/${file}`, import.meta.url).href);
const listen = (server: Server) =>
  new Promise<void>((done) => server.listen(port, "127.0.0.1", done)).then(() => (server.address() as AddressInfo).port);

it.each(["next-route.mjs", "express.mjs"])("%s refuses a forged message", async (file) => {
  const server = await serverOf(file);
  await listen(server);
  vi.stubEnv("AL_WEBHOOK_SECRET", "whsec_bWluZQ==");
  const headers = { "content-type": "application/json", "webhook-id": "msg_1", "webhook-timestamp": `${Math.floor(Date.now() / 1000)}` };
  const forged = await fetch(`http://127.0.0.1:${port}/agentlattice`, {
    method: "POST",
    headers: { ...headers, "webhook-signature": "v1,Zm9yZ2Vk" },
    body: "{}",
  });
  expect(forged.status).toBe(401);
  await close(server);
});

it("next-route.mjs resumes the agent after the decision, once", async () => {
  const server = await serverOf("next-route.mjs");
  await listen(server);
  const body = { url: `http://127.0.0.1:${port}/agentlattice`, types: [], name: "release-agent" };
  const hook = (await api.call("POST", "webhooks", { token: org.owner, body })).body;
  vi.stubEnv("AL_WEBHOOK_SECRET", hook.secret);
  const { REQUEST } = await example("resume.mjs");
  const asked = await new AgentLattice().execute("pr.merge", REQUEST);
  const approvalId = asked.status === "requested" ? asked.approvalId : "";
  await gateOf(api.call, org).decide(approvalId, "approve");
  await vi.waitFor(() => expect(printed).toEqual([`${approvalId} was approved, merged as sha-of-42`]), { timeout: 9_000 });
  const readDelivered = async () =>
    (await api.call("GET", `webhooks/${hook.id}/deliveries?status=delivered`, { token: org.owner })).body.data;
  // The delivery is recorded after the example has answered.
  const [delivery] = await vi.waitFor(async () => {
    const delivered = await readDelivered();
    expect(delivered).toHaveLength(1);
    return delivered;
  });
  await api.call("POST", `webhooks/${hook.id}/deliveries/${delivery.id}/replay`, { token: org.owner });
  await vi.waitFor(
    async () => {
      const [again] = await readDelivered();
      expect(again.attempts).toBe(2);
    },
    { timeout: 9_000 },
  );
  expect(printed).toHaveLength(1);
  await close(server);
});

async function serverOf(file: string): Promise<Server> {
  const loaded = await example(file);
  if (file === "next-route.mjs") return createAdaptorServer({ fetch: loaded.POST }) as Server;
  const { createServer } = await import("node:http");
  return createServer(loaded.app);
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
