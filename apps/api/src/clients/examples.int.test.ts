import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

/** Runs the examples that people copy. */
const POLICIES = fileURLToPath(new URL("../../../../examples/policies", import.meta.url));
let api: TestApi;
let served: ServedApi;
let org: TestOrg;
const said: string[] = [];

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  vi.stubEnv("AL_API_KEY", org.agentKey);
  vi.stubEnv("AL_BASE_URL", served.url);
  vi.spyOn(console, "log").mockImplementation((...words) => void said.push(words.join(" ")));
});
afterEach(() => {
  said.length = 0;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await served.close();
  await api.close();
});

it.each(readdirSync(POLICIES))("%s passes its cases and can be published", async (file) => {
  const yaml = readFileSync(`${POLICIES}/${file}`, "utf8");
  const tested = await api.call("POST", "policies/test", { token: org.owner, body: { yaml } });
  expect(tested.status).toBe(200);
  expect(tested.text).not.toContain('"passed":false');
  const { body } = await api.call("POST", "policies", { token: org.owner, body: { yaml } });
  expect((await api.call("POST", `policies/${body.id}/publish`, { token: org.owner, body: {} })).status).toBe(200);
});

it("guarded-merge waits for a person, then merges", async () => {
  const run = import("../../../../examples/guarded-merge.mjs" as string);
  await vi.waitFor(() => expect(said.join("\n")).toContain("Waiting for a person: apr_"), { timeout: 10_000 });
  const approval = /apr_\w+/.exec(said.join())?.[0];
  const { digest } = (await api.call("GET", `approvals/${approval}`, { token: org.owner })).body;
  await api.call("POST", `approvals/${approval}/decision`, { token: org.owner, body: { decision: "approve", digest } });
  await run;
  expect(said.at(-1)).toBe("Merged as sha-of-42");
});

it("watch-denials prints denials until it is stopped", async () => {
  const before = process.listeners("SIGINT");
  const run = import("../../../../examples/watch-denials.mjs" as string);
  await vi.waitFor(() => expect(said).toContain("Watching."), { timeout: 10_000 });
  await api.call("POST", "actions", {
    token: org.agentKey,
    body: { action_type: "code.push", metadata: { lines_changed: 900, branch: "x" } },
  });
  await vi.waitFor(() => expect(said.at(-1)).toMatch(/code\.push CONDITIONS_DENIED$/), { timeout: 10_000 });
  for (const stop of process.listeners("SIGINT")) if (!before.includes(stop)) stop("SIGINT");
  await run;
});
