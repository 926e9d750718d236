import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { extractZip } from "@agentlattice/test-kit/extract-zip";
import { type CDPSession, expect, type Page, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const CLI = fileURLToPath(new URL("../packages/cli/bin/agentlattice.mjs", import.meta.url));
const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

async function call(route: string, token: string, body?: object): Promise<ReturnType<JSON["parse"]>> {
  const response = await fetch(`${demo.api_url}/api/v1${route}`, {
    method: body ? "POST" : "GET",
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

/** Publishes a policy for an action of its own and submits the action. @returns the id of the approval */
async function request(approval: string): Promise<string> {
  const word = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => String.fromCharCode(97 + (byte % 26))).join("");
  const yaml = `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: key-${word} }
spec:
  match: { actions: [key.${word}] }
  effect: approve
  approval: ${approval}
`;
  const { id } = await call("/policies", demo.org_api_key, { yaml });
  await call(`/policies/${id}/publish`, demo.org_api_key, {});
  const pending = await call("/actions", demo.agent_api_key, { action_type: `key.${word}`, metadata: { amount: 500 } });
  return pending.approval_id;
}

/** A device that verifies its user without a dialog. */
async function addDevice(page: Page): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  return { cdp, ...(await cdp.send("WebAuthn.addVirtualAuthenticator", { options })) };
}

async function addPasskey(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Add passkey" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Your password").fill(demo.password);
  await dialog.getByRole("button", { name: "Add passkey" }).click();
  await expect(dialog).toBeHidden();
}

// Removes the passkeys of the test: an owner with a passkey needs it for high risk, which other tests do not expect.
test.afterEach(async () => {
  const { email, password, org_id } = demo;
  const { token } = await call("/auth/sign-in", "", { email, password, org_id });
  const { data } = await call("/passkeys", token);
  for (const { id } of data) await call(`/passkeys/${id}/remove`, token, { password });
});

test("a passkey is added, signs an approval, and its assertion verifies offline", async ({ page }) => {
  const id = await request("{ evidence: passkey }");
  await signIn(page, demo, "/approvals");
  const device = await addDevice(page);
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await expect(page.getByText("This needs the signature of a passkey, and you have none.")).toBeVisible();
  await page.getByRole("link", { name: "Add a passkey" }).click();

  const dialog = page.getByRole("dialog", { name: "Add passkey" });
  await dialog.getByLabel("Name").fill("Work laptop");
  await dialog.getByLabel("Your password").fill("not the password");
  await dialog.getByRole("button", { name: "Add passkey" }).click();
  await expect(dialog.getByText("The password is wrong.")).toBeVisible();
  await addPasskey(page, "Work laptop");
  await expect(page.getByRole("list", { name: "Passkeys" }).getByText("Work laptop")).toBeVisible();
  await expectClean(page);

  await page.goto(`${demo.console_url}/approvals/${id}`);
  const approve = page.getByRole("button", { name: /^Approve/ });
  const { cdp, authenticatorId } = device;
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await untilPressesCount(page);
  await approve.click();
  await expect(page.getByRole("alert").filter({ hasText: "The passkey did not sign." })).toBeVisible();
  await expect(approve).toBeEnabled();
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await approve.click();
  // The next request opens after the decision.
  await page.waitForURL(({ pathname }) => !pathname.endsWith(id));
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await expect(page.getByText(/You approved this/)).toBeVisible();

  const folder = await mkdtemp(path.join(tmpdir(), "al-passkey-"));
  const run = async (env: object, ...words: string[]) =>
    promisify(execFile)(process.execPath, [CLI, ...words], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...env } }).catch(
      (error) => error,
    );
  const online = { AL_API_KEY: demo.org_api_key, AL_BASE_URL: demo.api_url };
  const exported = await run(online, "export", "--payloads", "--out", "log.zip");
  expect(exported.code, exported.stderr).toBeUndefined();
  await extractZip(path.join(folder, "log.zip"), path.join(folder, "log"));
  const { vkey } = await call("/audit/checkpoint", demo.org_api_key);
  const verified = await run({}, "verify", "log", "--vkey", vkey, "--payloads", "log/payloads.ndjson", "--json");
  expect(JSON.parse(verified.stdout)).toMatchObject({ exit_code: 10, payloads: { evidence: { verified: 1, unknown: 0 } } });
});

test("a request is released alone with the passkey, and the passkey is removed with the password", async ({ page }) => {
  await signIn(page, demo, "/settings/passkeys");
  await addDevice(page);
  await page.getByRole("button", { name: "Add passkey" }).click();
  await addPasskey(page, "Security key");

  const id = await request("{ approvers: [role:operator] }");
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await page.getByRole("button", { name: "More ways to decide" }).click();
  await page.getByRole("menuitem", { name: "Approve without the others…" }).click();
  const dialog = page.getByRole("dialog", { name: "Approve without the others?" });
  await expect(dialog.getByText("Your passkey signs what is shown here.")).toBeVisible();
  await expect(dialog.getByLabel("Your password")).toBeHidden();
  await dialog.getByLabel("Reason").fill("The payment provider is down.");
  await dialog.getByRole("button", { name: "Approve without the others" }).click();
  await expect(page.getByText(/You released this request alone in an emergency/)).toBeVisible();

  await page.goto(`${demo.console_url}/settings/passkeys`);
  await page.getByRole("button", { name: "Remove Security key" }).click();
  const removal = page.getByRole("dialog", { name: "Remove Security key?" });
  await removal.getByLabel("Your password").fill(demo.password);
  await removal.getByRole("button", { name: "Remove passkey" }).click();
  await expect(page.getByText("No passkeys")).toBeVisible();
});
