import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 90_000 });

/** Uses the permit of an approved action and reports nothing. @returns the id of the action */
async function usePermit(actionType: string): Promise<string> {
  const { token } = await call("/auth/sign-in", "", { email: demo.email, password: demo.password });
  const submission = { action_type: actionType, metadata: { amount: 420, target: "card 2207" } };
  const { approval_id: id, audit_event_id: event } = await call("/actions", demo.agent_api_key, submission);
  const { digest } = await call(`/approvals/${id}`, token);
  await call(`/approvals/${id}/decision`, token, { decision: "approve", digest });
  const { permit } = await call(`/approvals/${id}/collect`, demo.agent_api_key, {});
  await call("/permits/consume", demo.org_api_key, { permit, submission });
  return event;
}

test("a person settles an unknown outcome with evidence, and sees a report that contradicts it", async ({ page }) => {
  const action = await publishAsking("{ approvers: [role:owner], report_within: 1s }");
  const event = await usePermit(action);
  await signIn(page, demo, "/approvals");
  await page.getByRole("region", { name: "Approval", exact: true }).getByRole("heading").first().waitFor();
  await page.getByRole("link", { name: "Unknown outcomes" }).click();
  const row = page.getByRole("table", { name: "Unknown outcomes" }).getByRole("row").filter({ hasText: action });
  await expect(row).toBeVisible({ timeout: 20_000 });
  await row.getByRole("link").click();
  await expect(page).toHaveURL(/approval=apr_/);

  const detail = page.getByRole("region", { name: "Action", exact: true });
  await expect(detail.getByRole("region", { name: "Known facts" })).toContainText("No report in time");
  await expect(detail.getByRole("radio", { checked: true })).toHaveCount(0);
  const settle = detail.getByRole("button", { name: /^Settle/ });
  await expect(settle).toHaveAttribute("aria-disabled", "true");
  await expectClean(page);

  await page.keyboard.press("q");
  await expect(detail.getByRole("button", { name: /^Ask the agent/ })).toBeFocused();
  await expect(detail.getByRole("region", { name: "Question" })).toContainText("a late report settles the outcome");
  await page.keyboard.press("e");
  await expect(detail.getByRole("radio", { name: "Executed" })).toBeChecked();
  await expect(detail.getByRole("textbox", { name: /^Evidence/ })).toBeFocused();
  await expect(settle).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.type("Statement 22 Nov, line 4493");
  await page.keyboard.press("Enter");
  await expect(detail.getByText("Executed", { exact: true })).toBeVisible();
  await expect(row).toBeHidden();
  await expect(detail.getByRole("region", { name: "Known facts" })).toContainText("Settled by");
  const settled = page.getByRole("table", { name: "Settled this week" }).getByRole("row").filter({ hasText: action });
  await expect(settled).toContainText("Executed");
  await expectClean(page);

  await call(`/actions/${event}/report`, demo.agent_api_key, { status: "failure" });
  await expect(detail.getByText("A later report says otherwise.")).toBeVisible({ timeout: 15_000 });
});
