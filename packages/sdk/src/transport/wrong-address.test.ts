import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice, AgentLatticeConnectionError, type AgentLatticeError } from "../index.ts";
import { FakeApi, type Reply } from "../testing/fake-api.ts";
import { KEY } from "../testing/fixtures.ts";
import { SELF_SIGNED_CERTIFICATE } from "../testing/self-signed.ts";
import { virtual } from "../testing/virtual-clock.ts";

vi.mock("./clock.ts", () => import("../testing/virtual-clock.ts"));

const PAGE = { raw: "<!doctype html><title>Sign in</title>", headers: { "content-type": "text/html; charset=utf-8" } };

describe("a baseUrl that is the console's address", () => {
  let api: FakeApi;
  let reply: Reply;
  const client = () => new AgentLattice({ apiKey: KEY, baseUrl: api.url });

  beforeEach(async () => {
    virtual.reset();
    api = await FakeApi.start(() => reply);
  });
  afterEach(() => api.down());

  const answers: [string, Reply][] = [
    ["a page", { ...PAGE, status: 200 }],
    ["a page that is missing", { ...PAGE, status: 404 }],
    ["a page that refuses", { ...PAGE, status: 403 }],
    ["a redirect to sign-in", { status: 307, headers: { location: "/sign-in?callbackUrl=%2Fx" } }],
    ["a redirect to an absolute sign-in", { status: 302, headers: { location: "https://console.example.com/sign-in" } }],
  ];

  it.each(answers)("is named after %s, by every kind of call", async (_, answered) => {
    reply = answered;
    const failures = [
      client().gate("pr.merge"),
      client().canI("pr.merge"),
      client().policies(),
      client().request("GET", "/policies"),
      (async () => {
        for await (const _event of client().subscribe()) break;
      })(),
    ].map((call) => call.then(() => null).catch((error: unknown) => error as AgentLatticeError));
    for (const error of await Promise.all(failures))
      expect(error).toMatchObject({
        retryable: false,
        message: expect.stringMatching(/this is the console's address.*Use the API's address/),
      });
    expect(api.requests).toHaveLength(failures.length);
  });

  it("is not assumed for a redirect elsewhere and for the page of a failing proxy", async () => {
    for (const answered of [
      { status: 308, headers: { location: "https://lattice.example.com/" } },
      { ...PAGE, status: 502 },
    ]) {
      reply = answered;
      const error = await client()
        .canI("pr.merge")
        .catch((failure: unknown) => failure as Error);
      expect((error as Error).message).not.toContain("console");
    }
  });
});

describe("a certificate that is refused", () => {
  let server: Server;
  let connections = 0;

  beforeEach(async () => {
    virtual.reset();
    connections = 0;
    server = createServer(SELF_SIGNED_CERTIFICATE, (_, response) => response.end("{}")).on("connection", () => connections++);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

  it("is not retried, and the message says what to do", async () => {
    const al = new AgentLattice({ apiKey: KEY, baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const error = await al.execute("pr.merge").catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(AgentLatticeConnectionError);
    expect(error).toMatchObject({
      code: "CONNECTION_FAILED",
      retryable: false,
      message: expect.stringMatching(/DEPTH_ZERO_SELF_SIGNED_CERT.*self-signed.*NODE_EXTRA_CA_CERTS/),
    });
    expect([connections, virtual.slept]).toEqual([1, []]);
  });
});
