import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import * as sdk from "@agentlattice/sdk";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const README = readFileSync(new URL("../../../../packages/sdk/README.md", import.meta.url), "utf8");
const BLOCKS = [...README.matchAll(/```ts\n(.*?)\n```/gs)].map(([, code = ""]) => code);
const EXPORTED = new Map<string, unknown>(Object.entries(sdk));
const IMPORT = /^import \{ ([^}]+) \} from "@agentlattice\/sdk";$/gm;

let api: TestApi;
let org: TestOrg;
let served: ServedApi;
let approving: Promise<void>;
const stopping = new AbortController();
/** Definitions that the README leaves to its reader. */
let around: Record<string, unknown>;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("work", { match: { actions: ["doc.*", "pr.comment", "tool.*"] }, effect: "allow" }));
  await org.publish(policy("merges", { match: { actions: ["pr.merge", "refund.issue"] }, effect: "approve" }));
  await org.publish(policy("models", { match: { actions: ["model.call"] }, effect: "allow", modules: { pii: { action: "redact" } } }));
  const checkpoint = (await api.call("GET", "audit/checkpoint", { token: org.owner })).body;
  vi.stubEnv("AL_API_KEY", org.agentKey);
  vi.stubEnv("AL_BASE_URL", served.url);
  vi.stubEnv("AL_ENFORCER_KEY", org.orgKey);
  vi.stubEnv("AL_LEDGER_VKEY", checkpoint.vkey);
  approving = approveUntil(stopping.signal);
  const al = new sdk.AgentLattice();
  const ended = new AbortController();
  around = {
    al,
    AgentLattice: sdk.AgentLattice,
    mergePr: async () => "a1b2c3",
    refund: async (amount: number) => amount,
    call: { name: "Bash", arguments: { command: "ls" } },
    permit: (await al.gate("pr.merge", { metadata: { target: "acme/shop#42" } })).permit,
    result: await al.execute("doc.read"),
    complete: async (text: string) => `Done: ${text}`,
    model: { complete: async () => ({ text: "ok" }) },
    callModel: async () => ({ text: "ok", tokens: { in: 3, out: 4 } }),
    prompt: { content: "Write a poem" },
    review: async () => "fine",
    read: (client: sdk.AgentLattice) => client.execute("doc.read"),
    write: (client: sdk.AgentLattice) => client.execute("pr.comment"),
    handle: async () => ended.abort(),
    signal: ended.signal,
    process,
    console: { log: () => {} },
  };
});
afterAll(async () => {
  stopping.abort();
  await approving;
  vi.unstubAllEnvs();
  await served.close();
  await api.close();
});

async function approveUntil(signal: AbortSignal): Promise<void> {
  for (; !signal.aborted; await setTimeout(100)) await approveAll();
}

/** Produces events for subscribers: decisions of people in the console and a denied action. */
async function approveAll(): Promise<void> {
  const { body } = await api.call("GET", "approvals?status=pending", { token: org.owner });
  for (const { id, digest } of body.data)
    await api.call("POST", `approvals/${id}/decision`, { token: org.owner, body: { decision: "approve", digest } });
  await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "disk.format" } });
}

describe("the code of the SDK's README", () => {
  it("is complete", () => expect(BLOCKS.length).toBeGreaterThanOrEqual(11));

  it.each(BLOCKS.map((code, i) => [i + 1, code] as const))("block %i runs", { timeout: 30_000 }, async (_, code) => {
    const imported = [...code.matchAll(IMPORT)].flatMap(([, names = ""]) => names.split(", "));
    const names = { ...around, ...Object.fromEntries(imported.map((name) => [name, EXPORTED.get(name)])) };
    expect(Object.entries(names).filter(([, value]) => value === undefined)).toEqual([]);
    const source = `return (async () => { ${code.replace(IMPORT, "")} })();`;
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    await new Function(...Object.keys(names), outputText)(...Object.values(names));
  });
});
