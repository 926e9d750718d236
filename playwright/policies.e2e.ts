import { expect as base, type Page, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
/** The editor is the largest part of the console and loads slowly on a busy machine. */
const expect = base.configure({ timeout: 30_000 });

// The test types, waits for checks and calls the API between its steps.
test.describe.configure({ timeout: 120_000 });
const CLOSE_THE_LIST = "Escape";

async function call(pathname: string, body: object, key = demo.org_api_key): Promise<Record<string, unknown>> {
  const response = await fetch(`${demo.api_url}/api/v1${pathname}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${pathname}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Creates a policy per test, for an action of its own that is allowed up to 100. */
async function publishLimit(): Promise<{ id: string; name: string; action: string }> {
  const word =
    Math.random()
      .toString(36)
      .replace(/[^a-z]/g, "")
      .slice(0, 8) || "x";
  const name = `limit-${word}`;
  const action = `journey.${word}`;
  const yaml = `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: ${name} }
spec:
  match: { actions: [${action}] }
  require:
    - field: amount
      operator: lte
      value: 100
  effect: allow
cases:
  - name: a small one passes
    input: { action_type: ${action}, metadata: { amount: 40 } }
    expect: ALLOW
`;
  const { id } = await call("/policies", { yaml });
  await call(`/policies/${id}/publish`, {});
  return { id: String(id), name, action };
}

const submit = async (action: string, amount: number) =>
  (await call("/actions", { action_type: action, metadata: { amount } }, demo.agent_api_key)).status;

/** The editor loads on demand, so the first time may take longer. */
const openEditor = (page: Page) => page.getByRole("textbox", { name: "Policy as YAML" }).waitFor({ timeout: 30_000 });

/** Replaces the end of the line that contains a text. */
async function typeOver(page: Page, line: string, old: string, typed: string): Promise<void> {
  const active = page.locator(".cm-activeLine");
  await page.locator(".cm-line", { hasText: line }).first().click();
  await expect(active).toContainText(line);
  await page.keyboard.press("End");
  for (const _ of old) await page.keyboard.press("Backspace");
  await page.keyboard.type(typed);
  await page.keyboard.press(CLOSE_THE_LIST);
  await expect(active).toContainText(line.replace(old, typed));
}

test("a mistake is fixed, the policy is saved and published, applies, and is rolled back", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.text().includes("Content Security Policy") && errors.push(message.text()));
  const { id, action } = await publishLimit();
  expect(await submit(action, 40)).toBe("executed");
  expect(await submit(action, 400)).toBe("denied");

  await signIn(page, demo, `/policies/${id}`);
  await openEditor(page);
  await expect(page.getByText("1 of 1 case pass")).toBeVisible();

  await typeOver(page, "operator: lte", "lte", "less_than");
  await expect(page.locator("footer").getByRole("status")).toHaveText("1 error, line 8");
  await expect(page.getByText("less_than is not an operator. Did you mean lt?")).toBeVisible();
  await page.getByRole("button", { name: "Replace" }).click();
  await expect(page.locator(".cm-line", { hasText: "operator: lt" })).toBeVisible();
  await expect(page.getByText("Valid")).toBeVisible();

  await typeOver(page, "value: 100", "100", "500");
  await expect(page.locator(".cm-changed")).not.toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByText("1 of 1 case pass", { exact: true })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByText("Saved as draft v2").first()).toBeVisible();
  expect(await submit(action, 400)).toBe("denied");

  await page.getByRole("button", { name: "Publish v2" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("lte 100")).toBeVisible();
  await dialog.getByRole("button", { name: "Publish v2" }).click();
  await expect(page.getByText("v2 active")).toBeVisible();
  expect(await submit(action, 400)).toBe("executed");

  await page.getByRole("button", { name: /^Versions/ }).click();
  await page.getByRole("button", { name: /^v1/ }).click();
  await page.getByRole("button", { name: "Roll back to v1" }).click();
  await dialog.getByRole("button", { name: "Roll back to v1" }).click();
  await expect(page.getByText("Draft v2, v1 active")).toBeVisible();
  expect(await submit(action, 400)).toBe("denied");
  expect(errors).toEqual([]);
});

test("unsaved text survives a reload and an expired session", async ({ page, context }) => {
  const { id } = await publishLimit();
  await signIn(page, demo, `/policies/${id}`);
  await openEditor(page);
  await typeOver(page, "value: 100", "100", "250");
  await expect(page.getByText("Unsaved, stored in this tab")).toBeVisible();
  await page.reload();
  await expect(page.locator(".cm-line", { hasText: "value: 250" })).toBeVisible();
  await page.locator(".cm-line", { hasText: "value: 250" }).click();
  await context.clearCookies();
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page).toHaveURL(/sign-in/);
  await page.getByLabel(/work e-?mail/i).fill(demo.email);
  await page.getByLabel("Password").fill(demo.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`/policies/${id}`));
  await expect(page.locator(".cm-line", { hasText: "value: 250" })).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.locator(".cm-line", { hasText: "value: 100" })).toBeVisible();
});

test("a policy in monitor mode counts shadow verdicts, and the backtest shows the effect of enforcing it", async ({ page }) => {
  const { id, name, action } = await publishLimit();
  await submit(action, 40);
  await signIn(page, demo, `/policies/${id}`);
  await openEditor(page);
  await page.getByRole("radio", { name: "Monitor" }).click();
  await expect(page.locator(".cm-line", { hasText: "mode: monitor" })).toBeVisible();
  await typeOver(page, "value: 100", "100", "10");
  // The expected result changes too, because a version that fails its case cannot be published.
  await typeOver(page, "expect: ALLOW", "ALLOW", "DENY");
  await page.getByRole("button", { name: "Run the backtest" }).click();
  await expect(page.getByText("of 1 would change")).toBeVisible();
  await expect(page.getByText("now denied")).toBeVisible();
  await page.getByRole("button", { name: /^Save draft/ }).click();
  await page.getByRole("button", { name: "Publish v2" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish v2" }).click();
  await expect(page.getByText("v2 active")).toBeVisible();
  await submit(action, 40);
  await page.goto(`${demo.console_url}/policies?q=${name}`);
  await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText("1 monitored");
});

test("ignored parts of an imported configuration are listed below the text", async ({ page }) => {
  const yaml = `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: imported-rules }
spec:
  match: { actions: ["journey.imported"] }
  effect: guard
  modules: { secrets: { gitleaks_toml: "[[rules]]\\nid = 'p12'\\npath = 'p12$'" } }
`;
  const { id } = await call("/policies", { yaml });
  await signIn(page, demo, `/policies/${id}`);
  const summary = page.getByText("1 part of this text has no effect");
  await expect(summary).toBeVisible();
  await summary.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("rule p12: it has no regex and looks at paths only, and is left out")).toBeVisible();
  await expectClean(page);
});

test("policies fit a phone", async ({ page }) => {
  const { id } = await publishLimit();
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, demo, "/policies");
  for (const at of ["/policies", `/policies/${id}`, `/policies/${id}?tab=results`, `/policies/${id}?tab=versions`, "/policies/new"]) {
    await page.goto(`${demo.console_url}${at}`);
    await expect(page.getByRole("main")).toBeVisible();
    expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBeLessThanOrEqual(0);
  }
});
