import { expect, type Page, test } from "@playwright/test";
import { TOTP, URI } from "otpauth";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });
const STEP_MS = 30_000;

async function call(route: string, token: string, body: object): Promise<ReturnType<JSON["parse"]>> {
  const response = await fetch(`${demo.api_url}/api/v1${route}`, {
    method: "POST",
    headers: { ...(token && { authorization: `Bearer ${token}` }), "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

/** Submits an action that needs a fresh proof of identity. @returns the id of the approval */
async function request(): Promise<string> {
  const word = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => String.fromCharCode(97 + (byte % 26))).join("");
  const yaml = `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: fresh-${word} }
spec:
  match: { actions: [fresh.${word}] }
  effect: approve
  approval: { step_up: true }
`;
  const { id } = await call("/policies", demo.org_api_key, { yaml });
  await call(`/policies/${id}/publish`, demo.org_api_key, {});
  return (await call("/actions", demo.agent_api_key, { action_type: `fresh.${word}`, metadata: {} })).approval_id;
}

/** Approves with a one-time code. The form keeps its kind of proof after a refusal. */
async function approve(page: Page, code: string): Promise<void> {
  const useCode = page.getByRole("button", { name: "Use a one-time code" });
  const field = page.getByLabel("One-time code");
  await expect(useCode.or(field)).toBeVisible();
  if (await useCode.isVisible()) {
    await expect(page.getByLabel("Your password")).toBeFocused();
    await useCode.click();
    await expect(field).toBeFocused();
  }
  await field.fill(code);
  await page.getByRole("button", { name: /^Approve/ }).click();
}

test("an authenticator app is enrolled, proves a decision, and is removed with a recovery code", async ({ page }) => {
  await signIn(page, demo, "/settings/authenticator");
  await page.getByRole("button", { name: "Add authenticator app" }).click();
  const dialog = page.getByRole("dialog", { name: "Add authenticator app" });
  await dialog.getByLabel("Your password").fill("not the password");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog.getByText("The password is wrong.")).toBeVisible();
  await dialog.getByLabel("Your password").fill(demo.password);
  const began = page.waitForResponse((response) => response.url().endsWith("/totp") && response.status() === 201);
  await dialog.getByRole("button", { name: "Continue" }).click();
  const { secret, uri } = await (await began).json();
  await expect(dialog.getByRole("img", { name: "QR code of the secret" })).toBeVisible();
  await expect(dialog.getByText(secret)).toBeVisible();
  await expectClean(page);

  const app = URI.parse(uri) as TOTP;
  expect(app).toBeInstanceOf(TOTP);
  const codeAt = (steps: number) => app.generate({ timestamp: Date.now() + steps * STEP_MS });
  await dialog.getByLabel("Code", { exact: true }).fill(codeAt(20));
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByText(/^The code is wrong/)).toBeVisible();
  const used = codeAt(0);
  await dialog.getByLabel("Code", { exact: true }).fill(used);
  await dialog.getByRole("button", { name: "Confirm" }).click();
  const saving = page.getByRole("dialog", { name: "Save your recovery codes" });
  const listed = saving.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(listed).toHaveCount(10);
  const codes = await listed.allTextContents();
  await expectClean(page);
  await saving.getByRole("button", { name: "I have saved them" }).click();
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();

  const id = await request();
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await untilPressesCount(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  await approve(page, used);
  await expect(page.getByRole("alert").filter({ hasText: "was used already" })).toBeVisible();
  await approve(page, codeAt(1));
  // The next request opens after the decision.
  await page.waitForURL(({ pathname }) => !pathname.endsWith(id));
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await expect(page.getByText(/You approved this/)).toBeVisible();

  await page.goto(`${demo.console_url}/settings/authenticator`);
  await page.getByRole("button", { name: "Remove authenticator app" }).click();
  const removal = page.getByRole("dialog", { name: "Remove authenticator app?" });
  await removal.getByRole("button", { name: "Use a one-time code" }).click();
  await expect(removal.getByLabel("One-time code")).toBeFocused();
  await removal.getByLabel("One-time code").fill(codes[0] as string);
  await removal.getByRole("button", { name: "Remove app" }).click();
  await expect(page.getByText("No authenticator app")).toBeVisible();
});
