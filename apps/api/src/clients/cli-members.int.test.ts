import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltCli, buildCli, type CliEnv } from "@agentlattice/test-kit/built-cli";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const home = mkdtempSync(join(tmpdir(), "al-cli-members-"));
let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let cli: BuiltCli;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  cli = await buildCli("cli-members-int", { home, baseUrl: served.url });
  await run(["login", "--token"], person, `${org.owner}\n`);
}, 60_000);
afterAll(async () => {
  await served.close();
  await api.close();
  cli.remove();
});

// Most of the time is the start of processes, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 60_000 });

const person: CliEnv = { AL_API_KEY: undefined };
const run = (args: string[], env: CliEnv = person, input = "") => cli.run(args, env, input);
const keyOf = async (token: string, name: string) =>
  (await org.post("keys", { name, scopes: ["audit:read"] }, token)).body as { id: string; api_key: string };

describe("members remove", () => {
  it("revokes everything that the member created by default", async () => {
    const admin = await org.addMember("admin");
    const key = await keyOf(admin.token, "left behind");
    expect((await run(["keys", "list"])).stdout).toMatch(/left behind .*Pat admin/);
    expect(await run(["members", "remove", admin.email])).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
    const { code, stdout } = await run(["members", "remove", admin.email.toUpperCase(), "--yes"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`removed Pat admin (${admin.email}); ended: sessions 1`);
    expect(stdout).toContain(`revoked organisation key left behind, ${key.id}`);
    expect((await api.call("GET", "audit/events", { token: key.api_key })).status).toBe(401);
    expect((await run(["members", "list"])).stdout).not.toContain(admin.email);
    expect(await run(["members", "remove", admin.email, "--yes"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("members list"),
    });
  });

  it("keeps what is not chosen, and names it", async () => {
    const admin = await org.addMember("admin");
    const [first, second] = [await keyOf(admin.token, "first"), await keyOf(admin.token, "second")];
    const mixed = await run(["members", "remove", admin.userId, "--yes", "--revoke", "all", "--revoke", first.id]);
    expect(mixed).toMatchObject({ code: 2, stderr: expect.stringContaining("only ids") });
    const { stdout } = await run(["members", "remove", admin.userId, "--yes", "--revoke", first.id, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ revoked: [{ id: first.id }], remaining: [{ id: second.id, type: "key" }] });
    expect((await run(["keys", "list"])).stdout).toMatch(/second .*a former member/);
    const used = await run(["keys", "list"], { AL_API_KEY: second.api_key });
    expect(used).toMatchObject({ code: 2, stderr: expect.stringContaining("no longer a member") });
  });

  it("keeps everything with --revoke none", async () => {
    const admin = await org.addMember("admin");
    const key = await keyOf(admin.token, "kept");
    const { code, stdout } = await run(["members", "remove", admin.email, "--yes", "--revoke", "none"]);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`still works: organisation key kept, ${key.id}`)]);
  });
});
