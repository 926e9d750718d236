import { AgentLattice } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { actionMethodRows } from "../testing/sdk-action-methods.ts";
import { recordMethodRows } from "../testing/sdk-record-methods.ts";
import type { MethodRows } from "../testing/sdk-world.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let al: AgentLattice;
let rows: MethodRows;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.read"] }, effect: "allow" }));
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  await org.publish(policy("never", { match: { actions: ["disk.format"] }, effect: "deny" }));
  await org.publish(policy("mails", { match: { actions: ["mail.send"] }, effect: "allow", modules: { pii: {} } }));
  al = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url });
  const enforcer = new AgentLattice({ apiKey: org.orgKey, baseUrl: served.url });
  const world = { org, al, enforcer, baseUrl: served.url };
  rows = { ...actionMethodRows(world), ...recordMethodRows(world) };
});
afterAll(async () => {
  al.unsubscribe();
  await served.close();
  await api.close();
});

/** Returns the public methods of a client by their names, those of its parts as `part.method`. */
function methodsOf(client: AgentLattice): string[] {
  const own = (value: object) => Object.keys(value).filter((name) => typeof (value as Record<string, unknown>)[name] === "function");
  const inherited = (value: object): string[] => {
    const prototype = Object.getPrototypeOf(value) as object;
    if (prototype === Object.prototype || prototype === Function.prototype) return [];
    return [...Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor"), ...inherited(prototype)];
  };
  const parts = Object.entries(client).flatMap(([name, part]) => [
    ...(typeof part === "function" ? [name] : []),
    ...[...own(part), ...inherited(part)].map((method) => `${name}.${method}`),
  ]);
  const statics = Object.getOwnPropertyNames(AgentLattice).filter((name) => !["length", "name", "prototype"].includes(name));
  return [...new Set([...inherited(client), ...parts, ...statics.map((name) => `AgentLattice.${name}`)])].sort();
}

/** The table. Tests are collected before a server runs, so the names come from a client without one. */
const NAMES = methodsOf(new AgentLattice({ apiKey: "al_test_collects_names_only", baseUrl: "http://127.0.0.1:9" }));

describe("the method table against a running server", () => {
  it("contains every public method", () => {
    expect(Object.keys(rows).sort()).toEqual(NAMES);
  });

  it.each(NAMES)("%s answers as documented", { timeout: 30_000 }, async (name) => {
    const call = rows[name];
    if (!call) throw new Error(`${name} has no row in the method table`);
    await call();
  });
});
