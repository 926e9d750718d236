import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { openAsOperator, signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 90_000 });

const word = () => Math.random().toString(36).slice(2, 8);

test("a person finds a waiting run, follows it to its end, and reads its events", async ({ page }) => {
  const key = demo.agent_api_key;
  const name = `Prepare refund ${word()}`;
  const session = `case-${word()}`;
  const action = await publishAsking("{ approvers: [role:owner] }");
  const { id } = await call("/runs", key, { name, session_id: session });
  const usage = { model: "gpt-5", input_tokens: 1840, output_tokens: 212, usd: "0.25", duration_ms: 2310 };
  await call(`/runs/${id}/events`, key, {
    events: [
      { type: "run.started", iteration_index: 1 },
      { type: "llm.completed", iteration_index: 1, data: usage },
      { type: "tool.completed", iteration_index: 2, data: { tool: "orders.read\u202e", success: true, usd: "0.05" } },
    ],
  });
  const asked = await call("/actions", key, { action_type: action, run_id: id, iteration_index: 2 });

  await signIn(page, demo, "/runs");
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("Waiting for approval");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export runs" }).click();
  await page.getByRole("menuitem", { name: "CSV" }).click();
  const csv = await readFile(await (await saved).path(), "utf8");
  expect(csv).toContain(`\r\n${id},${name},`);
  await expectClean(page);
  await row.getByRole("link", { name }).click();

  const events = page.getByRole("list", { name: "Events" });
  await expect(events.getByText("Iteration 2")).toBeVisible();
  await expect(events).toContainText("Paused for approval");
  await expect(page.getByText("$0.30")).toBeVisible();
  await expectClean(page);

  await call(`/approvals/${asked.approval_id}/cancel`, key, {});
  await call(`/runs/${id}/events`, key, { events: [{ type: "run.completed" }] });
  await expect(events.getByText("run.completed")).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText("Completed", { exact: true })).toBeVisible({ timeout: 15_000 });

  await events.getByRole("link", { name: /Event 2$/ }).click();
  const detail = page.getByRole("region", { name: "Event", exact: true });
  await expect(detail.getByLabel("Data of the event")).toContainText('"input_tokens": 1840');
  await expect(page).toHaveURL(/event=2/);
  await page.getByRole("radio", { name: /Governance/ }).click();
  await expect(events.getByRole("listitem")).toHaveCount(2);
  await expect(page.getByText("no gaps")).toBeVisible();
  await events.getByRole("link", { name: /Event 4$/ }).click();
  await expect(detail.getByRole("link", { name: /^apr_…/ })).toBeVisible();
  await expectClean(page);

  await page.getByRole("link", { name: "All runs" }).click();
  await page.getByRole("radio", { name: "Sessions" }).click();
  await page.getByRole("link", { name: session }).click();
  await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove the session filter" })).toBeVisible();
});

test("an operator reads a run without its session, and has no filter by session", async ({ browser }) => {
  const name = `Prepare refund ${word()}`;
  const session = `case-${word()}`;
  await call("/runs", demo.agent_api_key, { name, session_id: session });
  const page = await openAsOperator(browser, demo, "/runs");
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("Withheld");
  await row.getByRole("link", { name }).click();
  const summary = page.getByRole("region", { name: "Timeline" });
  await expect(summary.getByText("Withheld", { exact: true })).toHaveAttribute("title", /operator/);
  await expectClean(page);

  await page.goto(`${demo.console_url}/runs?view=sessions`);
  await expect(page.getByRole("row").filter({ hasText: "Withheld" }).first()).toBeVisible();
  await expectClean(page);
  await page.goto(`${demo.console_url}/runs?session=${session}`);
  await expect(page.getByText(/Search without session_id/)).toBeVisible();
  await page.close();
});

test("the views of a redacted action appear only for people who may read its payload", async ({ page, browser }) => {
  const name = `masks-${word()}`;
  const action = `note.${name.replace("-", "_")}`;
  const spec = `spec: { effect: allow, match: { actions: [${action}] }, modules: { pii: { action: redact } } }`;
  const yaml = `apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: ${name} }\n${spec}\n`;
  const policy = await call("/policies", demo.org_api_key, { yaml });
  await call(`/policies/${policy.id}/publish`, demo.org_api_key, { version: 1 });
  const { id } = await call("/runs", demo.agent_api_key, { name });
  const submission = { action_type: action, run_id: id, content: "Write to ana@mail.example.", supports: ["redact"] };
  expect(await call("/actions", demo.agent_api_key, submission)).toMatchObject({ status: "executed" });

  await signIn(page, demo, `/runs/${id}?event=1`);
  const detail = page.getByRole("region", { name: "Event", exact: true });
  await expect(detail.getByRole("radio", { name: "Model view" })).toBeVisible();
  await expect(detail.getByText(/The payload below holds what the model received/)).toBeVisible();

  const operator = await openAsOperator(browser, demo, `/runs/${id}?event=1`);
  const theirs = operator.getByRole("region", { name: "Event", exact: true });
  await expect(theirs.getByText("Fields of this action were redacted.")).toBeVisible();
  await expect(theirs.getByText(/^Withheld from you\./).first()).toBeVisible();
  await expect(theirs.getByRole("radio", { name: "Model view" })).toHaveCount(0);
  await expect(theirs.getByText(/what the model received/)).toHaveCount(0);
  await expectClean(operator);
  await operator.close();
});
