import { mkdtempSync } from "node:fs";
import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type BuiltCli, buildCli, type CliEnv } from "@agentlattice/test-kit/built-cli";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PASSWORD, policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { changeMembers, TWO_DAYS_AGO } from "../testing/change-members.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const home = mkdtempSync(join(tmpdir(), "al-cli-home-"));
let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let cli: BuiltCli;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  cli = await buildCli("cli-people-int", { home, baseUrl: served.url });
});
afterAll(async () => {
  await served.close();
  await api.close();
  cli.remove();
});

// Most of the time is the start of processes, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 60_000 });

const withKey = (key: string): CliEnv => ({ AL_API_KEY: key });
const run = (args: string[], env: CliEnv = withKey(org.orgKey), input = "") => cli.run(args, env, input);

describe("halts", () => {
  const person = { AL_API_KEY: undefined };

  beforeAll(async () => {
    const { token } = await org.addMember("admin");
    await run(["login", "--token"], person, `${token}\n`);
  });
  afterAll(() => run(["logout"], person));

  it("are requested, listed, shown and resumed by a person", async () => {
    const made = await run(["halt", "--agent", "release-bot", "--reason", "Duplicate refunds", "--json"], person);
    expect(made.code).toBe(0);
    const { id } = JSON.parse(made.stdout);
    expect((await org.submit("doc.read")).body.denial_reason).toBe("AGENT_HALTED");
    const again = await run(["halt", "--agent", "release-bot", "--reason", "Again"], person);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining(id) });
    expect((await run(["halts", "list"], person)).stdout).toContain(id);
    const shown = (await run(["halts", "show", id], person)).stdout;
    for (const text of ["halt of release-bot", "No clients were connected.", "Duplicate refunds"]) expect(shown).toContain(text);
    expect(await run(["halts", "resume", id, "--reason", "Fixed"], person)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("resumed"),
    });
    expect((await run(["halts", "list"], person)).stdout).toBe("No halt is in force.\n");
  });

  it.each([
    [["--reason", "x"]],
    [["--agent", "release-bot", "--organisation", "--reason", "x"]],
    [["--agent", "release-bot", "--environment", "dev", "--reason", "x"]],
    [["--organisation"]],
  ])("%j is refused", async (flags) => {
    expect((await run(["halt", ...flags], person)).code).toBe(2);
  });
});

describe("identity keys", () => {
  const person = { AL_API_KEY: undefined };

  beforeAll(async () => {
    const { token } = await org.addMember("admin");
    await run(["login", "--token"], person, `${token}\n`);
  });
  afterAll(() => run(["logout"], person));

  it("are generated, registered, used, rotated and revoked", async () => {
    const made = (await api.call("POST", "agents", { token: org.owner, body: { name: "signer", capabilities: ["*"] } })).body.id;
    const key = (await api.call("POST", `agents/${made}/keys`, { token: org.owner, body: { name: "ci" } })).body.api_key;
    await org.publish(policy("signed", { match: { actions: ["signed.read"] }, effect: "allow" }));
    const file = join(await mkdtemp(join(tmpdir(), "al-identity-")), "identity.key");
    const { code, stdout } = await run(["agents", "keygen", "--out", file]);
    expect(code).toBe(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await run(["agents", "keygen", "--out", file])).toMatchObject({ code: 2, stderr: expect.stringContaining("exists already") });
    const registered = await run(["agents", "register-key", "signer", "--public-key", stdout.trim(), "--json"], person);
    expect(registered.code, registered.stderr).toBe(0);
    const { id } = JSON.parse(registered.stdout);

    const unsigned = await run(["gate", "signed.read"], { AL_API_KEY: key });
    expect(unsigned.stderr).toContain("X-AL-Statement");
    expect(unsigned.code).not.toBe(0);
    const identity = { AL_IDENTITY_KEY_ID: id, AL_IDENTITY_PRIVATE_KEY: (await readFile(file, "utf8")).trim() };
    expect((await run(["gate", "signed.read"], { AL_API_KEY: key, ...identity })).code).toBe(0);
    expect((await run(["agents", "list-keys", "signer"], person)).stdout).toBe(`${id} active, last sequence 1, no gaps\n`);

    const next = (await run(["agents", "keygen", "--out", `${file}.next`])).stdout.trim();
    const rotated = await run(["agents", "rotate-key", "signer", id, "--public-key", next, "--overlap", "1d"], person);
    expect(rotated).toMatchObject({ code: 0, stdout: expect.stringContaining(`in place of ${id}`) });
    expect((await run(["agents", "revoke-key", "signer", id], person)).stdout).toBe(`revoked ${id}\n`);
    expect((await run(["gate", "signed.read"], { AL_API_KEY: key, ...identity })).code).not.toBe(0);
  });
});

describe("the key of the ledger", () => {
  const person = { AL_API_KEY: undefined };

  beforeAll(async () => {
    // Logging out ends the session.
    const { token } = await org.addMember("owner");
    await run(["login", "--token"], person, `${token}\n`);
  });
  afterAll(() => run(["logout"], person));

  it("is replaced by an owner, and exports verify with the old and the new key", async () => {
    const old = (await api.call("GET", "audit/checkpoint", { token: org.owner })).body.vkey;
    const rotated = await run(["ledger", "rotate-key"], person);
    expect(rotated.code, rotated.stderr).toBe(0);
    const vkey = rotated.stdout.trim();
    expect(vkey).not.toBe(old);
    expect((await run(["ledger", "rotate-key", "--vkey", old], person)).code).toBe(2);
    const out = join(await mkdtemp(join(tmpdir(), "al-rotated-")), "evidence");
    expect((await run(["export", "--out", out])).code).toBe(0);
    for (const key of [old, vkey]) expect((await run(["verify", out, "--vkey", key])).code).toBe(10);
    // A pin that was made with the old key is compared with the new one.
    const pin = join(out, "..", "pin.json");
    expect((await run(["verify", out, "--vkey", old, "--pin", pin])).code).toBe(10);
    expect((await run(["verify", out, "--vkey", vkey, "--pin", pin])).code).toBe(0);
    const { data } = (await api.call("GET", "audit/keys", { token: org.owner })).body;
    expect(JSON.parse((await run(["ledger", "keys", "--json"])).stdout)).toEqual({ keys: data });
    const lines = (await run(["ledger", "keys"], person)).stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(1 + data.length);
    expect(lines[1]).toMatch(new RegExp(`^2 +current +${data[0].fingerprint} +${data[0].entry} `));
    expect(lines[2]).toMatch(new RegExp(`^1 +replaced +${data[1].fingerprint} `));
    const stranger = (await api.call("GET", "audit/checkpoint", { token: (await api.createOrg("Other")).owner })).body.vkey;
    expect((await run(["verify", out, "--vkey", stranger])).code).toBe(20);
  });
});

it("refuses a halt with a key", async () => {
  const refused = await run(["halt", "--organisation", "--reason", "x"]);
  expect(refused.code).toBe(2);
  expect((await api.call("GET", "halts?active=true", { token: org.owner })).body.data).toEqual([]);
});

describe("approvals", () => {
  const person = { AL_API_KEY: undefined };
  const pendingId = async () => (await org.submit("pr.merge", { metadata: { target: "acme/shop#42" } })).body.approval_id as string;

  beforeAll(async () => {
    await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
    const { token } = await org.addMember("admin");
    await run(["login", "--token"], person, `${token}\n`);
  });
  afterAll(() => run(["logout"], person));

  it("are listed, shown, approved and denied by a person", async () => {
    const [yes, no] = [await pendingId(), await pendingId()];
    expect((await run(["approvals", "list"], person)).stdout).toContain(yes);
    const shown = await run(["approvals", "show", yes], person);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringMatching(/metadata\.target +acme\/shop#42/) });
    expect(await run(["approvals", "approve", yes, "--yes"], person)).toMatchObject({ code: 0, stdout: `approved ${yes} (pr.merge)\n` });
    expect(await run(["approvals", "deny", no, "--yes", "--reason", "Not today"], person)).toMatchObject({
      code: 0,
      stdout: `denied ${no} (pr.merge)\n`,
    });
    const { stdout } = await run(["approvals", "list", "--status", "mine", "--json"], person);
    expect(JSON.parse(stdout).approvals).toMatchObject([
      { id: no, status: "denied", reason: "Not today" },
      { id: yes, status: "approved" },
    ]);
    const late = await run(["approvals", "approve", no, "--yes"], person);
    expect(late).toMatchObject({ code: 2, stderr: expect.stringContaining("ALREADY_DECIDED") });
  });

  it("that a reviewer changed show what was changed, without what the caller supports", async () => {
    const editable = [{ field: "amount", max: "requested" }];
    await org.publish(policy("payouts", { match: { actions: ["payout.send"] }, effect: "approve", approval: { editable } }));
    const body = { action_type: "payout.send", metadata: { amount: 900 }, supports: ["edit"] };
    const id = (await api.call("POST", "actions", { token: org.agentKey, body })).body.approval_id as string;
    const { digest } = (await api.call("GET", `approvals/${id}`, { token: org.owner })).body;
    const decision = { decision: "approve", digest, edits: { amount: 40 } };
    expect((await api.call("POST", `approvals/${id}/decision`, { token: org.owner, body: decision })).status).toBe(200);
    const { stdout } = await run(["approvals", "show", id], person);
    expect(stdout).toMatch(/changed +amount 900 → 40/);
    expect(stdout).not.toContain("supports");
  });

  it("requires confirmation, and refuse the digest of another request", async () => {
    const id = await pendingId();
    expect(await run(["approvals", "approve", id], person)).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
    const other = await run(["approvals", "approve", id, "--yes", "--digest", "0".repeat(64)], person);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("DIGEST_MISMATCH") });
    expect(await run(["approvals", "approve", "../keys", "--yes"], person)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("apr_"),
    });
  });

  it("stay pending until the last vote, and the output states it", async () => {
    const pair = { approvers: ["role:admin", "role:owner"], quorum: 2 };
    await org.publish(policy("pairs", { match: { actions: ["pair.merge"] }, effect: "approve", approval: pair }));
    const id = (await org.submit("pair.merge")).body.approval_id as string;
    const voted = `voted ${id} (pair.merge): still pending, 1 of 2 approvals\n`;
    expect(await run(["approvals", "approve", id, "--yes"], person)).toMatchObject({ code: 0, stdout: voted });
    const short = await run(["approvals", "approve", id, "--yes", "--digest", "000000"], person);
    expect(short).toMatchObject({ code: 2, stderr: expect.stringContaining("approvals show prints it") });
  });

  it("that require the password are decided on a terminal without echo, or in the console", async () => {
    const approval = { approvers: ["role:admin"], step_up: true };
    await org.publish(policy("fresh", { match: { actions: ["fresh.merge"] }, effect: "approve", approval }));
    const id = (await org.submit("fresh.merge")).body.approval_id as string;
    const { approval_url } = (await api.call("GET", `approvals/${id}`, { token: org.owner })).body;
    const refused = await run(["approvals", "approve", id, "--yes"], person, `${PASSWORD}\n`);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(approval_url) });
    const { child, written, ended } = cli.onTerminal(["approvals", "approve", id, "--yes"], person);
    await vi.waitFor(() => expect(written.stdout).toContain("Password: "), { timeout: 30_000 });
    child.stdin.write(`${PASSWORD}\n`);
    const { code, stdout } = await ended;
    expect(code, stdout).toBe(0);
    expect(stdout).toContain(`approved ${id}`);
    expect(stdout).not.toContain(PASSWORD);
  });

  it("of high risk are shown with summary, risk, arguments and change, and approved by typing the target", async () => {
    const approval = { approvers: ["role:admin"], summary: "Set the limit of {tool.arguments.account} to {tool.arguments.limit}" };
    await org.publish(policy("limits", { match: { actions: ["limit.set"] }, effect: "approve", approval }, { labels: { risk: "high" } }));
    const facts = {
      tool: { name: "set_limit", arguments: { account: "acme-7", limit: 900 } },
      metadata: { target: "acme-7" },
      before: "limit: 100\nowner: ana\n",
      after: "limit: 900\nowner: ana\n",
    };
    // A role counts on high risk when it was given a day ago.
    await changeMembers(api.database, { roleSince: TWO_DAYS_AGO() });
    const id = (await org.submit("limit.set", facts)).body.approval_id as string;
    const approve = async (answer: string) => {
      const { child, written, ended } = cli.onTerminal(["approvals", "approve", id], person);
      await vi.waitFor(() => expect(written.stdout).toContain("Type acme-7 to approve: "), { timeout: 30_000 });
      child.stdin.write(`${answer}\n`);
      return ended;
    };
    const refused = await approve("y");
    for (const text of [
      /summary +Set the limit of acme-7 to 900/,
      /risk +high/,
      /tool\.arguments\.limit +900/,
      /-limit: 100\s+\+limit: 900/,
    ])
      expect(stripVTControlCharacters(refused.stdout)).toMatch(text);
    expect(refused.stdout).toContain("No decision was made.");
    expect((await api.call("GET", `approvals/${id}`, { token: org.owner })).body.status).toBe("pending");
    expect((await approve("acme-7")).stdout).toContain(`approved ${id}`);
  });

  it("are never decided with a key of an agent or the organisation", async () => {
    const id = await pendingId();
    const elsewhere = { HOME: join(home, "nobody") };
    for (const key of [org.agentKey, org.orgKey]) {
      const refused = await run(["approvals", "approve", id, "--yes"], { ...withKey(key), ...elsewhere });
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("agentlattice login") });
    }
    expect((await api.call("GET", `approvals/${id}`, { token: org.owner })).body.status).toBe("pending");
  });

  it("can be cancelled by the requesting agent", async () => {
    const id = await pendingId();
    expect(await run(["approvals", "cancel", id], withKey(org.agentKey))).toMatchObject({
      code: 0,
      stdout: `cancelled ${id} (pr.merge)\n`,
    });
    expect((await run(["approvals", "cancel", id], withKey(org.orgKey))).code).toBe(2);
  });
});

describe("data that a credential may not see", () => {
  const scoped = async (scopes: string[]) =>
    (await api.call("POST", "keys", { token: org.owner, body: { name: "narrow", scopes } })).body.api_key as string;

  it("is named by keys list next to the visible keys", async () => {
    const mixed = await run(["keys", "list"], withKey(await scoped(["agents:write"])));
    expect(mixed).toMatchObject({ code: 2, stdout: expect.stringContaining(org.agentKeyId) });
    expect(mixed.stderr).toContain("The keys of the organisation cannot be listed");
    expect(mixed.stderr).toContain("FORBIDDEN");
    const none = await run(["keys", "list", "--json"], withKey(await scoped(["audit:read"])));
    expect(none.code).toBe(2);
    expect(JSON.parse(none.stdout)).toMatchObject({ keys: [], refused: [{ code: "FORBIDDEN" }, { code: "FORBIDDEN" }] });
  });

  it("is named when an agent's name cannot be resolved", async () => {
    const key = withKey(await scoped(["audit:read"]));
    expect(await run(["tail", "--agent", "release-bot"], key)).toMatchObject({ code: 2, stderr: expect.stringContaining("agents:write") });
    expect((await run(["tail", "--agent", org.agentId], key)).code).toBe(0);
    expect((await run(["tail", "--agent", "release-bot"])).code).toBe(0);
  });
});

describe("help", () => {
  it("is shown for the named command, at any depth", async () => {
    const { code, stdout } = await run(["help", "policy", "push"]);
    expect([code, stdout.split("\n")[0]]).toEqual([0, "Usage: agentlattice policy push [options] <paths...>"]);
    expect((await run(["help"])).stdout).toContain("approvals");
    expect(await run(["help", "policy", "shove"])).toMatchObject({ code: 2, stderr: expect.stringContaining("push") });
  });
});

describe("typed metadata", () => {
  it("reaches the policy as numbers", async () => {
    await org.publish(
      policy("small", { match: { actions: ["refund"] }, require: [{ field: "amount", operator: "lt", value: 50 }], effect: "allow" }),
    );
    expect((await run(["gate", "refund", "--metadata", "amount:=5"], withKey(org.agentKey))).code).toBe(0);
    expect((await run(["gate", "refund", "--metadata", "amount:=50"], withKey(org.agentKey))).code).toBe(3);
  });

  it("unknown kinds are refused instead of returning nothing", async () => {
    const out = join(home, "unknown-kind");
    expect(await run(["export", "--out", out, "--kind", "action.denyed"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("kind"),
    });
  });
});
