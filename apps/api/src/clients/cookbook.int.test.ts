import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { createFolderWithSdk, type FolderWithSdk } from "../testing/folder-with-sdk.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const FOLDER = new URL("../../../../docs/cookbook/", import.meta.url);
const RECIPES = readdirSync(FOLDER).filter((file) => file !== "README.md");

/** What each recipe says that it prints. A person approves what waits between two runs. */
const PRINTED: Readonly<Record<string, readonly unknown[]>> = {
  "self-correcting-agent.md": ["Pushed 320 lines in 4 parts"],
  "fan-out-with-child-budgets.md": ["2 done, 1 refused"],
  "streaming-cost.md": ["One two: 22 tokens used, 0 reserved"],
  "serverless-resume.md": [expect.stringMatching(/^waiting for a person: http/), "refunded"],
};

let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let folder: FolderWithSdk;

beforeAll(async () => {
  folder = await createFolderWithSdk();
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
});
afterAll(async () => {
  folder.remove();
  await served.close();
  await api.close();
});

const runBlock = (code: string) => folder.runBlock(code, { AL_API_KEY: org.agentKey, AL_BASE_URL: served.url });

/** Approves what waits, as a person in the console. */
async function approveAll(): Promise<number> {
  const { body } = await api.call("GET", "approvals?status=pending", { token: org.owner });
  for (const { id, digest } of body.data)
    await api.call("POST", `approvals/${id}/decision`, { token: org.owner, body: { decision: "approve", digest } });
  return body.data.length;
}

async function publish(yaml: string): Promise<void> {
  const { body } = await api.call("POST", "policies", { token: org.owner, body: { yaml } });
  const published = await api.call("POST", `policies/${body.id}/publish`, { token: org.owner, body: {} });
  expect(published.status, published.text).toBe(200);
}

const blockOf = (text: string, language: string) => new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "s").exec(text)?.[1] ?? "";

describe("the cookbook", () => {
  it("is listed", () => {
    const index = readFileSync(new URL("README.md", FOLDER), "utf8");
    expect(RECIPES.filter((file) => !index.includes(`(${file})`))).toEqual([]);
    expect(Object.keys(PRINTED).sort()).toEqual([...RECIPES].sort());
  });

  it.each(RECIPES)("%s runs as it is, pasted into an empty folder", async (file) => {
    const text = readFileSync(new URL(file, FOLDER), "utf8");
    await publish(blockOf(text, "yaml"));
    const printed: string[] = [];
    for (const _ of PRINTED[file] ?? []) {
      printed.push(await runBlock(blockOf(text, "ts")));
      await approveAll();
    }
    expect(printed).toEqual(PRINTED[file]);
    for (const line of printed.filter((one) => !one.includes("http"))) expect(text).toContain(line);
    expect((await api.call("GET", "delegations?active_only=true", { token: org.owner })).body.data).toEqual([]);
  });
});

it("the first gate of the SDK's README runs as it is, and merges after a person approved", async () => {
  await publish(
    "apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: merges }\nspec: { match: { actions: [pr.merge] }, effect: approve }\n",
  );
  const printed = runBlock(blockOf(readFileSync(new URL("../../packages/sdk/README.md", FOLDER), "utf8"), "ts"));
  await vi.waitFor(async () => expect(await approveAll()).toBe(1), { timeout: 20_000, interval: 200 });
  expect(await printed).toBe("Merging #42");
});
