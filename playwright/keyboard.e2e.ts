import { expect as base, type Page, test } from "@playwright/test";
import { AgentProcess } from "./agent-process.ts";
import { clearQueue } from "./clear-queue.ts";
import { readDemo } from "./demo.ts";
import { untilPressesCount } from "./press-guard.ts";

const demo = readDemo();
/** The editor is the largest part of the console and loads slowly on a busy machine. */
const expect = base.configure({ timeout: 30_000 });
test.describe.configure({ timeout: 120_000 });

const unique = (name: string) =>
  `${name}${Math.random()
    .toString(36)
    .replace(/[^a-z]/g, "")
    .slice(0, 7)}`;

async function call(path: string, body?: object): Promise<ReturnType<JSON["parse"]>> {
  const response = await fetch(`${demo.api_url}/api/v1${path}`, {
    method: body ? "POST" : "GET",
    headers: { authorization: `Bearer ${demo.org_api_key}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** The sign-in form focuses its first field. */
async function signInByKeyboard(page: Page, to: string): Promise<void> {
  await page.goto(`${demo.console_url}${to}`);
  await expect(page.getByLabel(/work e-?mail/i)).toBeVisible();
  await page.getByLabel(/work e-?mail/i).focus();
  await page.keyboard.type(demo.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(demo.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${to}(/|$)`));
  await expect(page.getByRole("main")).toBeVisible();
}

/** Opens the palette, types, and selects the first item. */
async function jump(page: Page, text: string, first: string): Promise<void> {
  const palette = page.getByRole("dialog", { name: "Search or jump to" });
  await expect(async () => {
    if (!(await palette.isVisible())) await page.keyboard.press("ControlOrMeta+k");
    await expect(palette).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.type(text);
  await expect(palette.getByRole("option", { selected: true })).toContainText(first);
  await page.keyboard.press("Enter");
  await expect(palette).toBeHidden();
}

test.beforeEach(() => clearQueue(demo));

test("the palette finds an agent, and ? lists the keys on every page", async ({ page }) => {
  await signInByKeyboard(page, "/overview");
  await jump(page, "release-b", "release-bot");
  await expect(page).toHaveURL(new RegExp(`/agents/${demo.agent_id}`));
  for (const name of ["Overview", "Policies", "Audit", "Posture"]) {
    await jump(page, name, name);
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await expect(sheet.getByText("Next and previous approval")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
  }
});

test("a policy is changed, saved and published by keyboard, and line numbers are aligned with their lines", async ({ page }) => {
  const name = unique("typed-");
  const yaml = `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: ${name} }
spec:
  match: { actions: [journey.${name.replace("-", "_")}] }
  effect: deny
`;
  const { id } = await call("/policies", { yaml });
  await call(`/policies/${id}/publish`, {});
  await signInByKeyboard(page, "/overview");
  await jump(page, id, `Policy ${id}`);
  const editor = page.getByRole("textbox", { name: "Policy as YAML" });
  await expect(editor).toBeVisible();
  await expect(async () => {
    const boxes = (selector: string) =>
      page.locator(selector).evaluateAll((all) =>
        all.map((one) => {
          const { top, bottom } = one.getBoundingClientRect();
          return { text: one.textContent, top, bottom, middle: (top + bottom) / 2 };
        }),
      );
    const lines = await boxes(".cm-line");
    const numbers = await boxes(".cm-lineNumbers .cm-gutterElement");
    expect(lines.length).toBeGreaterThan(5);
    const beside = lines.map(({ top, bottom }) => numbers.filter(({ middle }) => middle > top && middle < bottom).map(({ text }) => text));
    expect(beside, JSON.stringify({ lines, numbers })).toEqual(lines.map((_, index) => [String(index + 1)]));
  }).toPass({ timeout: 20_000 });

  await editor.focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("Backspace");
  for (const _ of "deny") await page.keyboard.press("Backspace");
  await page.keyboard.type("allow");
  await page.keyboard.press("Escape");
  await expect(page.getByText("Valid")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByText("Saved as draft v2").first()).toBeVisible();
  const publish = page.getByRole("button", { name: "Publish v2" });
  await publish.focus();
  await page.keyboard.press("Enter");
  const confirm = page.getByRole("dialog").getByRole("button", { name: "Publish v2" });
  await expect(confirm).toBeEnabled();
  await confirm.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("v2 active")).toBeVisible();
});

test("a request is found and denied by keyboard, and the agent receives the reason", async ({ page }) => {
  const repo = `acme/${unique("typed-")}`;
  const agent = new AgentProcess(demo, "pr.merge", repo);
  await signInByKeyboard(page, "/approvals");
  await expect(page.getByText(repo).filter({ visible: true }).first()).toBeVisible();
  await jump(page, repo, repo);
  await expect(page.getByRole("heading").filter({ hasText: repo })).toBeVisible();
  await expect(page.getByText("Exact arguments")).toBeVisible();
  await untilPressesCount(page);
  await page.keyboard.press("d");
  const reason = page.getByRole("textbox", { name: /reason/i });
  await expect(reason).toBeFocused();
  await page.keyboard.type("Not before the freeze ends.");
  await page.keyboard.press("ControlOrMeta+Enter");
  expect(await agent.exited).toBe(3);
  expect(agent.step("refused")).toMatchObject({ reason: "DENIED_BY_REVIEWER", reviewer: "Not before the freeze ends." });
});
