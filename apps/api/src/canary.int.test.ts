import { randomUUID } from "node:crypto";
import { ROUTES, type Route } from "@agentlattice/contract";
import { EXAMPLES } from "@agentlattice/contract/examples";
import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";

/** Never to be seen again once it was sent. */
const CANARY = `canary${randomUUID().replaceAll("-", "")}`;
const PROXY_SECRET = `proxy-${CANARY}`;
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

let api: TestApi;
let acme: TestOrg;
let server: ServerProcess;

beforeAll(async () => {
  api = await startTestApi();
  acme = await api.createOrg();
  await acme.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  server = await startServerProcess(api.database, {
    AL_LOG_LEVEL: "debug",
    AL_LOG_REQUESTS: "on",
    AL_PROXY_SECRET: PROXY_SECRET,
    // No server listens there, so that the driver's errors are logged too.
    REDIS_URL: `redis://:${CANARY}@127.0.0.1:1`,
  });
});
afterAll(async () => {
  await server?.end("SIGKILL");
  await api.close();
});

const HEADERS = {
  "x-al-event-id": CANARY,
  "idempotency-key": CANARY,
  "last-event-id": CANARY,
  prefer: `wait=0, ${CANARY}`,
  "user-agent": CANARY,
  cookie: `session=${CANARY}`,
  referer: `https://console.test/${CANARY}`,
  "x-forwarded-for": CANARY,
  "x-al-proxy-secret": CANARY,
  traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`,
};

/** The operation with a canary wherever a caller can put one. Live streams are left out: they do not end. */
async function tryRoute(route: Route, token: string | undefined): Promise<void> {
  if (route.operationId === "streamEvents") return;
  const path = route.path.replace(/:\w+/g, CANARY).slice(1);
  const example = (EXAMPLES[route.operationId] ?? {}) as Record<string, unknown>;
  const bodies = route.method === "get" ? [undefined] : [{ ...example, [CANARY]: CANARY }, `{"${CANARY}`];
  for (const body of bodies) {
    const sent =
      typeof body === "string" ? { raw: body, headers: { ...HEADERS, "content-type": "application/json" } } : { body, headers: HEADERS };
    await server.call(route.method.toUpperCase(), `${path}?${CANARY}=${CANARY}`, { ...sent, ...(token ? { token } : {}) });
  }
}

const everyRoute = async () => {
  const badKey = `al_live_${CANARY.slice(0, 32)}AAAAAA`;
  for (const route of ROUTES as readonly Route[])
    for (const token of [acme.owner, acme.agentKey, `als_${CANARY}`, badKey, undefined]) await tryRoute(route, token);
};

/** Sends private text in every place where people and agents may type it. */
async function work(): Promise<void> {
  const agent = { token: acme.agentKey };
  const submission = {
    action_type: "pr.merge",
    metadata: { secret: CANARY, [CANARY]: 1 },
    content: CANARY,
    justification: CANARY,
    before: { value: CANARY },
    after: { value: CANARY },
    tool: { name: "shell", arguments: { token: CANARY } },
    tags: [CANARY],
    session_id: CANARY,
  };
  const { body: asked } = await server.call("POST", "actions", { ...agent, body: submission, headers: HEADERS });
  expect(asked.status, JSON.stringify(asked)).toBe("requested");
  const { body: review } = await server.call("GET", `approvals/${asked.approval_id}`, { token: acme.owner });
  const decision = { decision: "approve", digest: review.digest, reason: CANARY };
  expect((await server.call("POST", `approvals/${asked.approval_id}/decision`, { token: acme.owner, body: decision })).status).toBe(200);
  expect((await server.call("POST", `approvals/${asked.approval_id}/collect`, { ...agent, body: { audience: CANARY } })).status).toBe(200);
  const report = { status: "failure", message: CANARY, metadata: { why: CANARY } };
  expect((await server.call("POST", `actions/${asked.audit_event_id}/report`, { ...agent, body: report })).status).toBeLessThan(300);
  expect(
    (await server.call("POST", "actions", { ...agent, body: { action_type: "no.policy", metadata: { a: CANARY } } })).body.status,
  ).toBe("denied");
  const made = await server.call("POST", `agents/${acme.agentId}/keys`, { token: acme.owner, body: { name: CANARY } });
  expect(made.status).toBe(201);
  const wrong = { email: `${CANARY}@acme.test`, password: CANARY };
  expect((await server.call("POST", "auth/sign-in", { body: wrong })).status).toBe(401);
}

describe("canary secrets", { timeout: 120_000 }, () => {
  it("in keys, passwords, bodies, headers and queries appear in no log line and no leaf", async () => {
    await work();
    await everyRoute();
    await api.database.inspectServer(`ALTER DATABASE ${api.database.name} ALLOW_CONNECTIONS false`);
    await api.database.inspectServer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [api.database.name]);
    await vi.waitFor(async () => expect((await server.call("GET", "/ready")).status).toBe(503), 20_000);
    const submission = { action_type: "pr.merge", metadata: { secret: CANARY } };
    const failed = await server.call("POST", "actions", { token: acme.agentKey, body: submission, headers: HEADERS });
    expect(failed.status).toBe(503);
    expect((await server.call("POST", "auth/sign-in", { body: { email: "ana@acme.test", password: CANARY } })).status).toBe(503);
    await api.database.inspectServer(`ALTER DATABASE ${api.database.name} ALLOW_CONNECTIONS true`);
    await vi.waitFor(async () => expect((await server.call("GET", "/ready")).status).toBe(200), 20_000);
    await server.end("SIGTERM");

    const log = server.output();
    const lines = log
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    expect(lines.length, "the log is on").toBeGreaterThan(200);
    expect(lines).toContainEqual(expect.objectContaining({ msg: "request", operation: "submitAction", status: 202, trace_id: TRACE_ID }));
    expect(lines).toContainEqual(expect.objectContaining({ msg: "request failed", code: "DATABASE_UNAVAILABLE" }));
    expect(log.toLowerCase()).not.toContain(CANARY.slice(0, 20));

    const leaves = await api.database.inspect<{ leaf: string }>("SELECT convert_from(bytes, 'UTF8') AS leaf FROM app.ledger_entry");
    expect(leaves.length).toBeGreaterThan(8);
    expect(JSON.stringify(leaves)).not.toContain(CANARY);
  });

  it("and keys, session tokens and passwords appear in no table", async () => {
    const tables = await api.database.inspect<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'app'",
    );
    const secrets = [acme.agentKey, acme.orgKey, acme.owner, "correct horse battery staple", PROXY_SECRET];
    for (const { name } of tables) {
      const rows = await api.database.inspect<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      const text = rows.map(({ row }) => row).join("\n");
      for (const secret of secrets) {
        expect(text.includes(secret), `${name} holds a secret`).toBe(false);
        expect(text.includes(Buffer.from(secret).toString("hex")), `${name} holds a secret in bytes`).toBe(false);
      }
    }
    expect(tables.length).toBeGreaterThan(10);
  });
});
