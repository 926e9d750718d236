import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
const CLI = fileURLToPath(new URL("../packages/cli/bin/agentlattice.mjs", import.meta.url));
const unique = (name: string) => `${name}-${Math.random().toString(36).slice(2, 8)}`;

const api = (path: string, key: string, body?: object) =>
  fetch(`${demo.api_url}/api/v1${path}`, {
    method: body ? "POST" : "GET",
    headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });

/** Runs `agentlattice gate` in its own process, as the copied command does. */
function runGate(apiKey: string, action: string) {
  const env = { ...process.env, AL_API_KEY: apiKey, AL_BASE_URL: demo.api_url };
  const child: ChildProcess = spawn(process.execPath, [CLI, "gate", action], { env, stdio: "ignore" });
  return new Promise<number | null>((resolve) => child.once("close", resolve));
}

async function createInWizard(page: Page, name: string, capabilities: string): Promise<string> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Capabilities").fill(capabilities);
  await page.getByRole("button", { name: "Create agent" }).click();
  const key = await page.getByText(/^al_live_[0-9A-Za-z]{38}$/).textContent();
  return key ?? "";
}

/** Creates an agent with one key over HTTP. */
async function newAgent(name: string): Promise<{ id: string; key: string }> {
  const agent = await (await api("/agents", demo.org_api_key, { name, capabilities: ["*"] })).json();
  const key = await (await api(`/agents/${agent.id}/keys`, demo.org_api_key, { name: "ci" })).json();
  return { id: agent.id, key: key.api_key };
}

test("the wizard ends with a first decision whose entry verifies in the browser", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, demo, "/agents/new");
  const name = unique("hello");
  const key = await createInWizard(page, name, "pr.merge");
  await page.getByRole("button", { name: "Copy command with the key" }).click();
  expect(await page.evaluate("navigator.clipboard.readText()")).toContain(`AL_API_KEY=${key} `);

  const agent = runGate(key, "pr.merge");
  await expect(page.getByRole("heading", { name: new RegExp(`${name} is waiting for your decision`) })).toBeVisible();
  await untilPressesCount(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  expect(await agent).toBe(0);
  await expect(page.getByText(/verified in this browser, \d+ ms/)).toBeVisible();
  await expect(page.getByRole("heading", { name: /Recorded in the ledger/ })).toBeVisible();

  expect(page.url()).not.toContain("al_live");
  const kept = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])");
  expect(kept).not.toContain(key);
});

test("a reload of the wizard keeps its step, and offers another key instead of the one that was shown", async ({ page }) => {
  await signIn(page, demo, "/agents/new");
  const name = unique("again");
  const first = await createInWizard(page, name, "pr.merge");
  await expect(page).toHaveURL(/\/agents\/new\?agent=agt_/);
  await page.reload();
  await expect(page.getByText("Agent created")).toBeVisible();
  await expect(page.getByRole("link", { name })).toBeVisible();
  await expect(page.getByText(first)).toHaveCount(0);
  await page.getByRole("button", { name: "Create another key" }).click();
  const second = (await page.getByText(/^al_live_[0-9A-Za-z]{38}$/).textContent()) ?? "";
  expect(second).not.toBe(first);
  const agent = runGate(second, "pr.merge");
  await expect(page.getByRole("heading", { name: new RegExp(`${name} is waiting for your decision`) })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: new RegExp(`${name} is waiting for your decision`) })).toBeVisible();
  await untilPressesCount(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  expect(await agent).toBe(0);
  await expect(page.getByRole("heading", { name: /Recorded in the ledger/ })).toBeVisible();
});

test("warns about an action that needs no approval, and offers to publish a policy that requires one", async ({ page }) => {
  await signIn(page, demo, "/agents/new");
  const action = `journey.${unique("try").replace("-", "_")}`;
  const key = await createInWizard(page, unique("lonely"), action);
  await expect(page.getByText(/No policy requires approval for/)).toBeVisible();
  await page.getByRole("button", { name: "Publish an approval policy" }).click();
  await expect(page.getByText(/No policy requires approval for/)).toBeHidden();
  const agent = runGate(key, action);
  await untilPressesCount(page);
  await page.getByRole("button", { name: /^Deny/ }).click();
  await page.getByRole("textbox", { name: /reason/i }).fill("Not today.");
  await page.getByRole("button", { name: /^Deny/ }).click();
  expect(await agent).not.toBe(0);
  await expect(page.getByText("DENIED_BY_REVIEWER")).toBeVisible();
});

test("rotating keeps the old key working until the overlap ends; revoking ends the new one", async ({ page }) => {
  const { id, key } = await newAgent(unique("rolling"));
  await signIn(page, demo, `/agents/${id}`);
  await page.getByRole("button", { name: "Rotate ci" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate ci" }).click();
  const next = await page.getByText(/^al_live_[0-9A-Za-z]{38}$/).textContent();
  expect([(await api("/whoami", key)).status, (await api("/whoami", next ?? "")).status]).toEqual([200, 200]);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText(/^al_live_/)).toHaveCount(0);

  await page.getByRole("button", { name: "Rotate ci" }).first().click();
  await page.getByRole("button", { name: /The old key keeps working/ }).click();
  await page.getByRole("menuitemradio", { name: "stops now" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate ci" }).click();
  const last = await page.getByText(/^al_live_[0-9A-Za-z]{38}$/).textContent();
  expect([(await api("/whoami", next ?? "")).status, (await api("/whoami", last ?? "")).status]).toEqual([401, 200]);
});

test("disabling an agent lists the consequences and denies its requests", async ({ page }) => {
  const name = unique("stopped");
  const { id, key } = await newAgent(name);
  await signIn(page, demo, `/agents?q=${name}`);
  await page.getByRole("link", { name }).click();
  await expect(page).toHaveURL(new RegExp(`/agents/${id}\\?q=${name}`));
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("dialog")).toContainText("1 key is refused from the next request.");
  await page.getByRole("button", { name: `Disable ${name}` }).click();
  await expect(page.getByText("Disabled. Requests with its keys")).toBeVisible();
  const attempt = await (await api("/actions", key, { action_type: "doc.read" })).json();
  expect(attempt).toMatchObject({ status: "denied", denial_reason: "AGENT_DISABLED" });
  await page.getByRole("button", { name: "Enable" }).click();
  await page.getByRole("button", { name: `Enable ${name}` }).click();
  await expect(page.getByText("Disabled. Requests with its keys")).toBeHidden();
  expect((await api("/whoami", key)).status).toBe(200);
});

test("revoking a delegation in the tree lists and ends everything below it", async ({ page }) => {
  const { id, key } = await newAgent(unique("parent"));
  const delegate = async (by: string, name: string) =>
    (await api("/delegations", by, { name, capabilities: ["pr.merge"], ttl: 3600 })).json() as Promise<{ id: string; api_key: string }>;
  const child = await delegate(key, "reviewer");
  const grandchild = await delegate(child.api_key, "reader");
  await api("/actions", grandchild.api_key, { action_type: "pr.merge" });

  await signIn(page, demo, `/delegations?view=tree&agent=${id}`);
  await page.getByRole("list", { name: "Delegation tree" }).getByRole("link", { name: "reviewer" }).click();
  await expect(page).toHaveURL(new RegExp(`/delegations/${child.id}`));
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  const ends = page.getByRole("region", { name: "Also ends" });
  await expect(ends).toContainText("delegations below1");
  await expect(ends).toContainText("pending, cancelled1");
  await expect(ends).toContainText("pr.merge");
  await page.getByRole("button", { name: "Revoke reviewer" }).click();
  await expect(page.getByText("reviewer is revoked, with 1 delegation below it")).toBeVisible();
  expect([(await api("/whoami", child.api_key)).status, (await api("/whoami", grandchild.api_key)).status]).toEqual([401, 401]);
});

test("J and K open the next and previous agent, and Escape closes the open one", async ({ page }) => {
  for (const name of [unique("keys-a"), unique("keys-b")]) await newAgent(name);
  await signIn(page, demo, "/agents?q=keys-");
  const links = page.getByRole("row").getByRole("link", { name: /^keys-/ });
  await expect(links.nth(1)).toBeVisible();
  const paths = await links.evaluateAll((found) => found.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
  for (const [key, at] of [
    ["j", 0],
    ["j", 1],
    ["k", 0],
  ] as const) {
    await page.keyboard.press(key);
    await page.waitForURL(({ pathname }) => pathname === paths[at]);
    await expect(page.getByRole("region", { name: "Agent", exact: true })).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await page.waitForURL(({ pathname, search }) => pathname === "/agents" && search === "?q=keys-");
});
