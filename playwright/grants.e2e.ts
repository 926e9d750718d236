import { expect, type Page, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

const submit = (action_type: string, amount: number) =>
  call("/actions", demo.agent_api_key, { action_type, metadata: { repo: "acme/web", amount } });

async function operatorToken(): Promise<string> {
  return (await call("/auth/sign-in", "", { email: demo.operator_email, password: demo.operator_password })).token;
}

async function approve(id: string, token: string, body: object = {}): Promise<void> {
  const { digest } = await call(`/approvals/${id}/review`, token);
  await call(`/approvals/${id}/decision`, token, { decision: "approve", digest, ...body });
}

/** The row of the only grant for an action in the list. */
const rowOf = (page: Page, action: string) => page.getByRole("row").filter({ hasText: action });

test("a grant given with an approval allows later requests until it is revoked", async ({ page }) => {
  const action = await publishAsking("{ approvers: [role:owner, role:operator], grants: { allow: true, max: 2h, max_count: 5 } }");
  const earlier = (await submit(action, 45)).approval_id;
  await approve(earlier, await operatorToken());
  const id = (await submit(action, 40)).approval_id;
  await signIn(page, demo, "/approvals");
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await expect(page.getByText(/^1 of 1 decided requests were approved\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Allow similar" }).click();
  const dialog = page.getByRole("dialog", { name: "Approve and allow similar requests?" });
  await expect(dialog.getByText("0 of 1", { exact: true })).toBeVisible();
  await dialog.getByLabel("Rule for amount").selectOption("at_most");
  await dialog.getByLabel("Maximum of amount").fill("39");
  await expect(dialog.getByText("Enter at least 40, the value of this request.")).toBeVisible();
  await dialog.getByLabel("Maximum of amount").fill("50");
  await expect(dialog.getByText("1 of 1", { exact: true })).toBeVisible();
  await dialog.getByLabel("Number of uses").fill("6");
  await expect(dialog.getByText("The policy allows up to 5.")).toBeVisible();
  await dialog.getByLabel("Number of uses").fill("2");
  await expectClean(page);
  await dialog.getByRole("button", { name: "Approve and allow similar" }).click();
  // The next request opens after a decision.
  await page.waitForURL(({ pathname }) => !pathname.endsWith(id));

  const covered = await submit(action, 49);
  expect(covered).toMatchObject({ status: "executed", grant_id: expect.stringMatching(/^gra_/) });
  expect((await submit(action, 51)).status).toBe("requested");

  await page.goto(`${demo.console_url}/approvals/${id}`);
  await page.getByRole("link", { name: "Open grant" }).click();
  await expect(rowOf(page, action)).toContainText("1 of 2");
  await expect(rowOf(page, action)).toContainText("amount at most 50");
  await expectClean(page);
  await rowOf(page, action).getByRole("button", { name: "Revoke" }).click();
  const confirmation = page.getByRole("dialog", { name: "Revoke this grant?" });
  await confirmation.getByRole("button", { name: "Revoke grant" }).click();
  await expect(rowOf(page, action)).toContainText("Revoked");
  expect((await submit(action, 49)).status).toBe("requested");
  await page.getByRole("button", { name: "Show all grants" }).click();
  await page.getByRole("radio", { name: "Active" }).click();
  await expect(rowOf(page, action)).toHaveCount(0);
});

test("the grant dialog names everything that is compared, truncates no value without a button at 390 px, and returns the focus", async ({
  page,
}) => {
  const action = await publishAsking("{ approvers: [role:owner, role:operator], grants: { allow: true, max: 2h } }");
  const customer =
    "Max Mustermann-Donaudampfschifffahrtsgesellschaft GmbH & Co KG, Vienna, the branch at the old harbour, second floor ".repeat(2);
  const body = {
    action_type: action,
    metadata: { repo: "acme/web", amount: 45, customer },
    before: { plan: "small" },
    after: { plan: "large" },
  };
  const { approval_id } = await call("/actions", demo.agent_api_key, body);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, demo, "/approvals");
  await page.goto(`${demo.console_url}/approvals/${approval_id}`);
  const opener = page.getByRole("button", { name: "Allow similar" });
  await opener.click();
  const dialog = page.getByRole("dialog", { name: "Approve and allow similar requests?" });
  await expect(dialog.getByText("always exactly as in this request")).toHaveCount(2);
  await expect(dialog).toContainText("with an argument that this request does not have, is not covered");
  const cut = dialog.getByText(/^Max Mustermann.*…$/);
  await expect(cut).toBeVisible();
  await dialog.getByRole("button", { name: `Show all ${customer.length} characters` }).click();
  await expect(dialog).toContainText(customer.trim());
  await expectClean(page);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test("the second vote of a quorum repeats the grant of the first with one click", async ({ page }) => {
  const action = await publishAsking("{ approvers: [role:owner, role:operator], quorum: 2, grants: { allow: true, max: 2h } }");
  const id = (await submit(action, 40)).approval_id;
  await approve(id, await operatorToken(), { grant: { for: "1h", count: 1 } });
  await signIn(page, demo, "/approvals");
  await page.goto(`${demo.console_url}/approvals/${id}`);
  const proposed = page.getByRole("region", { name: "Proposed grant" });
  await expect(proposed).toContainText("1 h, 1 use");
  await expect(proposed).toContainText("Same arguments as the approved request, before and after included");
  await expect(page.getByRole("button", { name: "Allow similar" })).toHaveCount(0);
  await untilPressesCount(page);
  await proposed.getByRole("button", { name: "Approve with this grant" }).click();
  await page.waitForURL(({ pathname }) => !pathname.endsWith(id));
  expect((await submit(action, 40)).grant_id).toMatch(/^gra_/);
  expect((await submit(action, 40)).status).toBe("requested");
});

test("a grant lists the exact arguments, a used up one is not active, and Revoke is at the right at 390 px", async ({ page }) => {
  const action = await publishAsking("{ approvers: [role:owner, role:operator], grants: { allow: true, max: 2h } }");
  const where = [{ field: "amount", operator: "exists" }];
  const give = async (amount: number, grant: object) =>
    approve((await submit(action, amount)).approval_id, await operatorToken(), { grant });
  await give(40, { for: "1h", sum: 100, where });
  expect((await submit(action, 100)).grant_id).toMatch(/^gra_/);
  await give(7, { for: "1h", where });
  await signIn(page, demo, "/approvals/grants");
  await expect(rowOf(page, action)).toHaveCount(1);
  await expect(rowOf(page, action)).toContainText("on acme/web");
  await expect(rowOf(page, action)).toContainText("amount has any value");
  await expect(rowOf(page, action)).toContainText("Everything else is as approved: the target, other arguments, before and after");
  await page.getByRole("radio", { name: "All" }).click();
  await expect(rowOf(page, action)).toHaveCount(2);
  await expect(rowOf(page, action).filter({ hasText: "amount 100 of 100" })).toContainText("Used up");
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("button", { name: "Revoke" }).first()).toBeVisible();
  for (const button of await page.getByRole("button", { name: "Revoke" }).all()) {
    const box = await button.boundingBox();
    expect(box && Math.round(box.x + box.width)).toBe(390 - 16);
  }
  await expectClean(page);
});
