import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import type { Agent, Approval, ApprovalReview, CreatedKey, Key } from "../index.ts";
import { type ApiClient, type ClientRequest, createClient, isRefusal, operationPath } from "./client.ts";

const sent: ClientRequest[] = [];
const api = createClient(async (request) => {
  sent.push(request);
  return { data: [], has_more: false, next_cursor: null };
});
const lastSent = () => sent.at(-1);
const ID = "agt_01h455vb4pex5vsknk084sn02q";

describe("requests", () => {
  it("fills path parameters and the query, and leaves out undefined values", async () => {
    await api.listAgents({ query: { limit: 10, q: "release bot", status: undefined } });
    expect(lastSent()).toMatchObject({ method: "GET", path: "/agents?limit=10&q=release+bot", body: undefined });
    await api.revokeAgentKey({ params: { id: ID, key_id: "key_1" } });
    expect(lastSent()).toMatchObject({ method: "DELETE", path: `/agents/${ID}/keys/key_1` });
    await api.whoami();
    expect(lastSent()).toMatchObject({ method: "GET", path: "/whoami", headers: {} });
  });

  it("passes body, headers and signal on", async () => {
    const { signal } = new AbortController();
    const body = { decision: "approve", digest: "0".repeat(64) } as const;
    await api.decideApproval({ params: { id: "apr_1" }, body, headers: { "Idempotency-Key": "k" }, signal });
    expect(lastSent()).toEqual({ method: "POST", path: "/approvals/apr_1/decision", body, headers: { "Idempotency-Key": "k" }, signal });
  });

  it.each([
    ["a/../../keys", "/agents/a%2F..%2F..%2Fkeys"],
    ["?x=1#y", "/agents/%3Fx%3D1%23y"],
    ["it's (1)!*", "/agents/it%27s%20%281%29%21%2A"],
  ])("encodes the path parameter %s", async (id, path) => {
    await api.getAgent({ params: { id } });
    expect(lastSent()?.path).toBe(path);
  });

  it.each(["", ".", ".."])("refuses the path parameter '%s', which would address another operation", (id) => {
    expect(() => api.getAgent({ params: { id } })).toThrow(RangeError);
  });

  it("returns the path of operations that answer files", () => {
    expect(operationPath("exportLedger", { query: { format: "csv", from: "1" } })).toBe("/audit/export?format=csv&from=1");
  });
});

describe("with fetch", () => {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    if (request.url === "/api/v1/sessions") return response.writeHead(200).end(JSON.stringify({ sessions_ended: 2, path: request.method }));
    return response.writeHead(404).end(JSON.stringify({ code: "NOT_FOUND", detail: "There is no such agent." }));
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => server.close());

  const overFetch = () =>
    createClient(async ({ method, path, headers, body, signal }) => {
      const { port } = server.address() as AddressInfo;
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, { method, headers, body: JSON.stringify(body), signal });
      const json: unknown = await answer.json();
      if (!answer.ok) throw Object.assign(new Error("refused"), json);
      return json;
    });

  it("returns the parsed JSON", async () => {
    expect(await overFetch().endOtherSessions()).toMatchObject({ path: "DELETE" });
  });

  it("passes on the sender's error, and isRefusal matches its code", async () => {
    const error = await overFetch()
      .getAgent({ params: { id: ID } })
      .catch((thrown: unknown) => thrown);
    expect(isRefusal(error, "getAgent", "NOT_FOUND")).toBe(true);
    expect(isRefusal(error, "getAgent", "FORBIDDEN")).toBe(false);
    expect(isRefusal("NOT_FOUND", "getAgent", "NOT_FOUND")).toBe(false);
  });
});

// Checked by tsc: the function is never called.
function types(client: ApiClient): void {
  expectTypeOf(client.getAgent).returns.resolves.toEqualTypeOf<Agent>();
  expectTypeOf(client.createAgentKey).returns.resolves.toEqualTypeOf<CreatedKey>();
  expectTypeOf(client.revokeOrgKey).returns.resolves.toEqualTypeOf<Key>();
  expectTypeOf(client.getApproval).returns.resolves.toEqualTypeOf<Approval>();
  expectTypeOf(client.reviewApproval).returns.resolves.toEqualTypeOf<ApprovalReview>();
  expectTypeOf(client.signOut).returns.resolves.toBeVoid();
  expectTypeOf(client.listAgents).parameter(0).exclude<undefined>().toHaveProperty("query");
  void client.listAgents({ query: { limit: 5 } });
  // @ts-expect-error There is no such operation.
  void client.listAgent();
  // @ts-expect-error The path parameter is missing.
  void client.getAgent();
  // @ts-expect-error The path parameter is named `id`.
  void client.getAgent({ params: { agent_id: ID } });
  // @ts-expect-error `limit` is a number.
  void client.listAgents({ query: { limit: "5" } });
  // @ts-expect-error The query has no such parameter.
  void client.listAgents({ query: { sort: "name" } });
  // @ts-expect-error The operation has no query.
  void client.whoami({ query: { limit: 1 } });
  // @ts-expect-error The body is missing.
  void client.createAgent({});
  // @ts-expect-error The body requires `capabilities`.
  void client.createAgent({ body: { name: "bot" } });
  // @ts-expect-error The operation does not read this header.
  void client.createAgent({ body: { name: "bot", capabilities: ["*"] }, headers: { Prefer: "wait=1" } });
  // @ts-expect-error An export returns a file; `operationPath` returns its path.
  void client.exportLedger({});
  // @ts-expect-error The operation never returns this code.
  isRefusal(null, "getAgent", "NAME_TAKEN");
}
void types;
