import { AgentLattice, AgentLatticeDeniedError } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const EMAIL = "ana.lopez@mail.acme.org";
const PHONE = "+1 415 555 2671";

let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let al: AgentLattice;
beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  const publish = (name: string, action: string, spec: object) =>
    org.publish(policy(name, { effect: "allow", match: { actions: [action] }, ...spec }));
  await publish("private", "model.call", { modules: { pii: {} } });
  await publish("reviewed", "letter.send", { effect: "approve", modules: { pii: {} } });
  await publish("smaller", "model.big", { obligations: [{ type: "degrade", params: { to: "small-1" } }] });
  await publish("remembered", "memory.write", {
    modules: { memory: { write: { session: ["internal"] }, summarize: ["internal"], retention: { internal: "30d" } } },
  });
  await publish("own", "disk.wipe", { obligations: [{ type: "take_backup" }] });
  al = client();
});
afterAll(async () => {
  await served?.close();
  await api.close();
});

const client = (options = {}) => new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url, ...options });
const PROMPT = { content: `Tell ${EMAIL} or ${PHONE}.`, metadata: { to: { mail: EMAIL }, pages: 3 }, supports: ["redact"] };

describe("obligations", () => {
  it("return the content to use and the restore function, without another request", async () => {
    const applied = al.apply(PROMPT, await al.execute("model.call", PROMPT));
    expect(applied.content).toMatch(/^Tell <<EMAIL:[0-9a-f]{16}>> or <<PHONE:[0-9a-f]{16}>>\.$/);
    expect(applied.effective.metadata).toEqual({ to: { mail: expect.stringMatching(/^<<EMAIL:/) }, pages: 3 });
    expect([...applied.changed].sort()).toEqual(["content", "metadata"]);
    const [mail, phone] = (applied.content as string).match(/<<[^>]+>>/g) as [string, string];
    const answer = `Written to ${mail}, called ${phone}, not <<EMAIL:0000000000000000>>.`;
    await served.close();
    expect(applied.restore(answer)).toBe(`Written to ${EMAIL}, called ${PHONE}, not <<EMAIL:0000000000000000>>.`);
    expect(al.restore(answer, { placeholders: new Map([[mail, EMAIL]]) }, applied)).toBe(applied.restore(answer));
    served = await serveApi(api.app);
    al = client();
  });

  it("are applied again on replay", async () => {
    const options = { ...PROMPT, eventId: "prompt-1" };
    const first = al.apply(options, await al.execute("model.call", options));
    const again = al.apply(options, await al.execute("model.call", options));
    expect(again.effective).toEqual(first.effective);
    expect(new Map(again.placeholders)).toEqual(new Map(first.placeholders));
    expect(first.placeholders.size).toBe(2);
  });

  it("apply while a person decides", async () => {
    const result = await al.execute("letter.send", PROMPT);
    expect(result.status).toBe("requested");
    expect(al.apply(PROMPT, result).restore(al.apply(PROMPT, result).content as string)).toBe(PROMPT.content);
  });

  it("name the fallback model, and the retention of memory", async () => {
    const big = { supports: ["degrade"] };
    expect(al.apply(big, await al.gate("model.big", big)).degrade).toEqual({ to: "small-1" });
    const note = { memory: { op: "write", scope: "session", class: "internal" }, supports: ["store_summary_only"] } as const;
    const kept = al.apply(note, await al.gate("memory.write", note));
    expect(kept).toMatchObject({ storeSummaryOnly: true, retainFor: "30d", degrade: undefined, changed: [] });
  });

  it("cause a denial when the caller does not support them", async () => {
    const { supports: _, ...unable } = PROMPT;
    const result = await al.execute("model.call", unable);
    expect(result).toMatchObject({ status: "denied", denialReason: "OBLIGATION_UNSUPPORTED" });
    expect(result.effective).toBeUndefined();
    expect(() => al.apply(unable, result)).toThrow(AgentLatticeDeniedError);
    await expect(al.gate("model.call", unable)).rejects.toMatchObject({ reason: "OBLIGATION_UNSUPPORTED", policy: "private" });
  });

  it("can be declared for the whole client, including custom ones", async () => {
    const able = client({ supports: ["take_backup"] });
    const result = await able.gate("disk.wipe");
    expect(able.apply({}, result).others).toEqual([{ type: "take_backup", policy: "own" }]);
    expect(() => al.apply({}, result)).toThrow(/take_backup/);
    await expect(al.gate("disk.wipe")).rejects.toMatchObject({ reason: "OBLIGATION_UNSUPPORTED" });
  });
});
