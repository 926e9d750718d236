import { createServer } from "node:net";
import { AgentLattice } from "@agentlattice/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeApi, type Reply } from "../../../sdk/src/testing/fake-api.ts";
import { KEY, problem } from "../../../sdk/src/testing/fixtures.ts";
import { apiClient } from "../connection/api-client.ts";
import { checkAddress, checkClock, checkNode, checkReady, checkVersion, reach } from "./check-connection.ts";
import { checkCredential, checkLedger, checkPolicies, checkStream } from "./check-credential.ts";

let api: FakeApi;
let al: AgentLattice;
const serve = (reply: Reply) => api.on(() => reply);

beforeEach(async () => {
  api = await FakeApi.start(() => "drop");
  al = new AgentLattice({ apiKey: KEY, baseUrl: api.url, maxAttempts: 1 });
});
afterEach(() => api.down());

describe("machine and connection", () => {
  it.each([
    ["v20.19.0", "ok"],
    ["v22.1.0", "ok"],
    ["v20.18.9", "fail"],
    ["v18.20.0", "fail"],
  ])("Node.js %s", (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });

  it.each([
    ["https://lattice.example.com", "ok"],
    ["http://localhost:4000", "ok"],
    ["http://[::1]:4000", "ok"],
    ["http://lattice.example.com", "warn"],
    ["ftp://lattice.example.com", "fail"],
    ["lattice", "fail"],
  ])("address %s", (address, status) => {
    expect(checkAddress(address).status).toBe(status);
  });

  it.each([
    [null, "warn"],
    [900, "ok"],
    [-4_000, "ok"],
    [30_000, "warn"],
    [-400_000, "fail"],
  ])("a clock that differs by %s ms", (skewMs, status) => {
    expect(checkClock({ skewMs, found: { status: "ok", detail: "" } }).status).toBe(status);
  });

  it("compares the clock with the server's", async () => {
    serve({ body: { status: "ok" }, headers: { date: new Date(Date.now() - 60_000).toUTCString() } });
    const { found, skewMs } = await reach(api.url);
    expect(found.status).toBe("ok");
    expect(Math.abs((skewMs ?? 0) + 60_000)).toBeLessThan(2_000);
  });

  it("detects a server that is not the API, and missing TLS", async () => {
    serve({ status: 404, raw: "<html>" });
    expect((await reach(api.url)).found).toMatchObject({ status: "fail", detail: expect.stringContaining("404") });
    const plain = createServer((socket) => socket.end("not TLS\r\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => plain.once("listening", resolve));
    const { port } = plain.address() as { port: number };
    expect((await reach(`https://127.0.0.1:${port}`)).found.status).toBe("fail");
    plain.close();
  });

  it("reports why a server is not ready, and an unsupported version", async () => {
    serve(problem("DATABASE_UNAVAILABLE", 503, { detail: "The database is not answering." }));
    expect(await checkReady(api.url)).toMatchObject({ status: "fail", detail: "The database is not answering." });
    serve({ body: { info: { version: "2" } } });
    expect((await checkVersion(api.url)).status).toBe("warn");
    serve({ raw: "<html>" });
    expect((await checkVersion(api.url)).status).toBe("warn");
  });
});

describe("the credential", () => {
  it("is refused or may not read policies, with the remedy", async () => {
    serve(problem("UNAUTHENTICATED", 401));
    expect(await checkCredential(apiClient(al), { apiKey: KEY, baseUrl: api.url })).toMatchObject({
      status: "fail",
      advice: expect.stringContaining("new key"),
    });
    serve(problem("FORBIDDEN", 403));
    expect(await checkPolicies(apiClient(al))).toMatchObject({ status: "warn", advice: expect.stringContaining("policies:read") });
    expect(await checkStream(al)).toMatchObject({ status: "warn", advice: expect.stringContaining("audit:read") });
  });

  it("reports an unsigned ledger with its remedy", async () => {
    const message = "The ledger in the database does not extend the one that was signed last.";
    serve({ body: { state: "diverged", stored_size: 3, message, remedy: "Run npm run restore." } });
    expect(await checkLedger(apiClient(al))).toEqual({ status: "fail", detail: message, advice: "Run npm run restore." });
    serve({ body: { state: "signed", stored_size: 3, message: null, remedy: null } });
    expect(await checkLedger(apiClient(al))).toMatchObject({ status: "ok" });
    serve(problem("FORBIDDEN", 403));
    expect(await checkLedger(apiClient(al))).toMatchObject({ status: "warn" });
  });

  it("warns when no policy is active", async () => {
    serve({ body: { data: [], has_more: false, next_cursor: null } });
    expect(await checkPolicies(apiClient(al))).toMatchObject({ status: "warn", detail: expect.stringContaining("every action is denied") });
  });
});

describe("the live stream", () => {
  it("passes when the first message arrives at once", async () => {
    serve({ stream: (response) => void response.write("retry: 1000\n: connected at 42\nid: 41\n\n") });
    expect((await checkStream(al)).status).toBe("ok");
  });

  it("fails behind a proxy that buffers", async () => {
    serve({ stream: () => {} });
    expect(await checkStream(al, 100)).toMatchObject({ status: "fail", advice: expect.stringContaining("buffering") });
    serve("hang");
    expect(await checkStream(al, 100)).toMatchObject({ status: "fail", detail: expect.stringContaining("does not open") });
  });
});
