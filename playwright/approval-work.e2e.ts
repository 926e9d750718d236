import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { untilPressesCount } from "./press-guard.ts";
import { openAsOperator, signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

/** Publishes a policy for an action of its own and submits the action. @returns the id of the approval */
async function request(approval: string): Promise<string> {
  const action_type = await publishAsking(approval);
  const pending = await call("/actions", demo.agent_api_key, { action_type, metadata: { amount: 500 }, supports: ["edit"] });
  return pending.approval_id;
}

test("an approval with a question, an edited value and a second voter in another browser is completed", async ({ page, browser }) => {
  const id = await request(
    "{ approvers: [role:owner, role:operator], quorum: 2, summary: 'Refund {amount}', editable: [{ field: amount, max: requested }] }",
  );
  await signIn(page, demo, "/approvals");
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await expect(page.getByText("0 of 2", { exact: true })).toBeVisible();

  await expect(page.getByText("Nobody has claimed this request.")).toBeVisible();
  await page.keyboard.press("Shift+C");
  await expect(page.getByText(/^You work on this, for/)).toBeVisible();
  await expect.poll(async () => (await call(`/approvals/${id}`, demo.agent_api_key)).claimed_by?.name).toBeTruthy();
  await page.getByRole("button", { name: "Release", exact: true }).click();
  await expect(page.getByText("Nobody has claimed this request.")).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByLabel("Comment or question")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("q");
  await page.keyboard.type("Which invoice is this for?");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByText("The agent has not answered the last question yet.")).toBeVisible();
  await call(`/approvals/${id}/answer`, demo.agent_api_key, { text: "Invoice 77." });
  await expect(page.getByText("Invoice 77.")).toBeVisible();

  const amount = page.getByLabel("amount");
  await page.keyboard.press("Escape");
  await page.keyboard.press("e");
  await expect(amount).toBeFocused();
  await amount.fill("900");
  await expect(page.getByText("Enter at most 500.")).toBeVisible();
  await amount.fill("350");
  await expect(page.getByText("150 less (30%)")).toBeVisible();
  const approve = page.getByRole("button", { name: /^Approve with amount 350/ });
  const wide = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect
    .poll(async () => {
      const box = await approve.boundingBox();
      return box && box.x + box.width;
    })
    .toBeLessThanOrEqual(390);
  if (wide) await page.setViewportSize(wide);
  await untilPressesCount(page);
  await approve.click();
  await expect(page.locator("[data-sonner-toast]").filter({ hasText: /You voted to approve .*Refund 350/ })).toBeVisible();
  // The next request opens after a vote.
  await page.waitForURL(({ pathname }) => !pathname.endsWith(id));
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await expect(page.getByText("You approved this. It needs more approvals.")).toBeVisible();
  await expect(page.getByText("1 of 2", { exact: true })).toBeVisible();

  const other = await openAsOperator(browser, demo, `/approvals/${id}`);
  await expect(other.getByText("1 of 2", { exact: true })).toBeVisible();
  await expect(other.getByLabel("amount")).toHaveValue("350");
  await untilPressesCount(other);
  await other.getByRole("button", { name: /^Approve/ }).click();
  await other.waitForURL(({ pathname }) => !pathname.endsWith(id));
  await other.close();
  // The first browser shows the decision of the second without a reload.
  await expect(page.getByText(/approved this .* The agent has not used it yet/)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Changed by a reviewer" })).toBeVisible();
  await expect(page.getByText("150 less (30%)")).toBeVisible();
  const { effective } = await call(`/approvals/${id}/collect`, demo.agent_api_key, {});
  expect(effective).toMatchObject({ metadata: { amount: 350 } });
});

test("a decision that requires the password refuses a wrong one, accepts the right one, and can be undone", async ({ page }) => {
  const id = await request("{ step_up: true }");
  await signIn(page, demo, "/approvals");
  await page.goto(`${demo.console_url}/approvals/${id}`);
  const approve = page.getByRole("button", { name: /^Approve/ });
  await untilPressesCount(page);
  await approve.click();
  await page.getByLabel("Your password").fill("not the password");
  await approve.click();
  await expect(page.getByRole("alert").filter({ hasText: "INVALID_CREDENTIALS" })).toBeVisible();
  await page.getByLabel("Your password").fill(demo.password);
  await approve.click();
  await page.waitForURL(({ pathname }) => !pathname.endsWith(id));
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await expect(page.getByText(/You approved this/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(approve).toBeVisible();
});

test("a request is released alone in an emergency, announced above the queue, and reviewed by another person", async ({
  page,
  browser,
}) => {
  const id = await request("{ approvers: [role:operator] }");
  await signIn(page, demo, "/approvals");
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await page.getByRole("button", { name: "More ways to decide" }).click();
  await page.getByRole("menuitem", { name: "Approve without the others…" }).click();
  const dialog = page.getByRole("dialog", { name: "Approve without the others?" });
  await dialog.getByLabel("Reason").fill("The payment provider is down.");
  await dialog.getByLabel("Your password").fill(demo.password);
  await dialog.getByRole("button", { name: "Approve without the others" }).click();
  await expect(page.getByText(/You released this request alone in an emergency\. Another person must review it by/)).toBeVisible();

  const other = await openAsOperator(browser, demo, "/approvals");
  await expect(other.getByText("1 emergency release needs a review.")).toBeVisible();
  await other.getByRole("button", { name: "Show", exact: true }).click();
  await other.locator(`[data-approval="${id}"]`).click();
  await other.getByLabel("Your review").fill("The incident report confirms it.");
  await other.getByRole("button", { name: "Record review" }).click();
  await expect(other.getByText(/You reviewed it\./)).toBeVisible();
  await expect(other.getByText("Every emergency release was reviewed")).toBeVisible();
  await other.close();
});

test("a request without remaining approvers escalates to the fallback approvers, who decide it", async ({ page, browser }) => {
  const { token } = await call("/auth/sign-in", "", { email: demo.operator_email, password: demo.operator_password });
  const id = await request("{ approvers: [role:owner], fallback: [role:operator], sla: 10s, expires: 10m }");
  const { digest } = await call(`/approvals/${id}/review`, token);
  await expect(call(`/approvals/${id}/decision`, token, { decision: "approve", digest })).rejects.toThrow("NOT_ELIGIBLE");
  const other = await openAsOperator(browser, demo, `/approvals/${id}`);
  const approve = other.getByRole("button", { name: /^Approve/ });
  await signIn(page, demo, "/approvals");
  await page.goto(`${demo.console_url}/approvals/${id}`);
  for (const browserPage of [page, other]) await expect(browserPage.getByText(/^Escalated\./)).toBeVisible({ timeout: 20_000 });
  // The last escalation is over, and the card still shows that the request escalated.
  await expect
    .poll(async () => (await call(`/approvals/${id}`, demo.agent_api_key)).stages[0].escalates_at, { timeout: 20_000 })
    .toBeNull();
  await page.reload();
  await expect(page.getByText(/^Escalated\./)).toBeVisible();
  await untilPressesCount(other);
  await approve.click();
  await expect(page.getByText(/approved this .* The agent has not used it yet/)).toBeVisible();
  await other.close();
  const { status } = await call(`/approvals/${id}/collect`, demo.agent_api_key, {});
  expect(status).toBe("executed");
});

test("a link that is clicked before the queue has loaded opens its page", async ({ page }) => {
  await request("{ approvers: [role:owner] }");
  await signIn(page, demo, "/overview");
  const gate = () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open, opened };
  };
  const [queue, audit] = [gate(), gate()];
  await page.route("**/api/v1/approvals?*", async (route) => {
    await queue.opened;
    await route.continue();
  });
  await page.route(/\/audit\?(.*&)?_rsc=/, async (route) => {
    await audit.opened;
    await route.continue();
  });
  await page.goto(`${demo.console_url}/approvals`);
  const asked = page.waitForRequest(/\/audit\?(.*&)?_rsc=/);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Audit" }).click();
  await asked;
  queue.open();
  await page.locator("[data-row]").first().waitFor();
  audit.open();
  await expect(page).toHaveURL(/\/audit$/);
  await expect(page.getByRole("button", { name: "Verify range" })).toBeVisible();
});

test("a group of approvers is created, changed and deleted, and a hand-over is created and ended, in the settings", async ({
  browser,
  page,
}) => {
  const name = `on-call-${Math.random().toString(36).slice(2, 8)}`;
  await signIn(page, demo, "/settings/groups");
  await page.getByRole("button", { name: "New group" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("On Call");
  await dialog.getByRole("button", { name: "Create group" }).click();
  await expect(dialog.getByText("Enter lower case letters, digits and hyphens, such as on-call.")).toBeVisible();
  await dialog.getByLabel("Name").fill(name);
  const operator = dialog.getByRole("checkbox", { name: /Operator/ }).first();
  await operator.check();
  await expectClean(page);
  await dialog.getByRole("button", { name: "Create group" }).click();
  const row = page.getByRole("row", { name: new RegExp(`group:${name}`) });
  await expect(row).not.toContainText("Nobody");
  await row.getByRole("button", { name: `Members of ${name}` }).click();
  await expect(operator).toBeChecked();
  await operator.uncheck();
  await dialog.getByRole("button", { name: "Save members" }).click();
  await expect(row).toContainText("Nobody");
  await row.getByRole("button", { name: `Delete ${name}` }).click();
  await dialog.getByRole("button", { name: "Delete group" }).click();
  await expect(row).toHaveCount(0);

  await page.goto(`${demo.console_url}/settings/out-of-office`);
  await page.getByRole("button", { name: /hand-over$|^Hand over/ }).click();
  await dialog.getByRole("button", { name: "Hand over", exact: true }).click();
  await expect(dialog.getByText("Choose a person.", { exact: true })).toBeVisible();
  await expect(dialog.getByText("Enter a date and a time.")).toBeVisible();
  await dialog.getByLabel("Substitute approver").selectOption({ index: 1 });
  const until = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
  await dialog.getByLabel("Until (UTC)").fill(until(91));
  await expect(dialog.getByText("Enter a time at most 90 days after the start.")).toBeVisible();
  await dialog.getByLabel("Until (UTC)").fill(until(2));
  await expectClean(page);
  await dialog.getByRole("button", { name: "Hand over", exact: true }).click();
  const own = page.getByRole("row", { name: /^You/ });
  await expect(own).toBeVisible();
  await own.getByRole("button", { name: "End the hand-over of You" }).click();
  await expect(own).toHaveCount(0);

  const other = await openAsOperator(browser, demo, "/settings/out-of-office");
  await other.getByRole("button", { name: "Hand over approvals" }).click();
  const form = other.getByRole("dialog");
  await expect(form.getByLabel("Substitute approver").getByRole("option", { name: "Ana Ortiz" })).toHaveCount(1);
  await form.getByRole("button", { name: "Cancel" }).click();
  await other.close();
});
