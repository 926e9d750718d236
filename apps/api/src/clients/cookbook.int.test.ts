import { readdirSync, readFileSync } from "node:fs";
import * as sdk from "@agentlattice/sdk";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const FOLDER = new URL("../../../../docs/cookbook/", import.meta.url);
const RECIPES = readdirSync(FOLDER).filter((file) => file !== "README.md");
const IMPORT = /^import \{ [^}]+ \} from "@agentlattice\/sdk";$/gm;

/** The results that the recipes state. */
const EXPECTED: Readonly<Record<string, unknown>> = {
  "self-correcting-agent.md": 4,
  "fan-out-with-child-budgets.md": { done: 2, refused: 1 },
  "streaming-cost.md": { answer: "One two", used: 22, reserved: 0 },
  "serverless-resume.md": { first: expect.stringMatching(/^waiting for a person: http/), second: "refunded" },
};

let api: TestApi;
let served: ServedApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  vi.stubEnv("AL_API_KEY", org.agentKey);
  vi.stubEnv("AL_BASE_URL", served.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await served.close();
  await api.close();
});

/** Approves what waits, as a person in the console. */
async function decide(): Promise<void> {
  const { body } = await api.call("GET", "approvals?status=pending", { token: org.owner });
  for (const { id, digest } of body.data)
    await api.call("POST", `approvals/${id}/decision`, { token: org.owner, body: { decision: "approve", digest } });
}

async function publish(yaml: string): Promise<void> {
  const { body } = await api.call("POST", "policies", { token: org.owner, body: { yaml } });
  const published = await api.call("POST", `policies/${body.id}/publish`, { token: org.owner, body: {} });
  expect(published.status, published.text).toBe(200);
}

describe("the cookbook", () => {
  it("is listed", () => {
    const index = readFileSync(new URL("README.md", FOLDER), "utf8");
    expect(RECIPES.filter((file) => !index.includes(`(${file})`))).toEqual([]);
    expect(Object.keys(EXPECTED).sort()).toEqual([...RECIPES].sort());
  });

  it.each(RECIPES)("%s runs", async (file) => {
    const text = readFileSync(new URL(file, FOLDER), "utf8");
    const block = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "s").exec(text)?.[1] ?? "";
    await publish(block("yaml"));
    const { outputText } = ts.transpileModule(`return (async () => { ${block("ts").replace(IMPORT, "")} })();`, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    const names = { ...sdk, decide };
    const result = await new Function(...Object.keys(names), outputText)(...Object.values(names));
    expect(result).toEqual(EXPECTED[file]);
    expect((await api.call("GET", "delegations?active_only=true", { token: org.owner })).body.data).toEqual([]);
  });
});
