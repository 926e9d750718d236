import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

const submit = async (action_type: string, order: number): Promise<string> =>
  (await call("/actions", demo.agent_api_key, { action_type, metadata: { repo: `acme/filter-${order}`, amount: 12.5 } })).approval_id;

test("a filter is saved by name, applied by its chip and its link, and deleted; the summary filters; Shift X selects a range", async ({
  page,
}) => {
  const action = await publishAsking("{ expires: 30m }", "{ risk: low }");
  const ids: string[] = [];
  for (let order = 1; order <= 5; order++) ids.push(await submit(action, order));
  await signIn(page, demo, `/approvals?action=${action}`);
  const group = page.locator(`button[data-group^="${action} "]`);
  await expect(group).toContainText("5 similar requests");
  await expect(group).toContainText("amount 62.5 in total");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("menuitemradio", { name: "15 min" }).click();
  await expect(group).toHaveCount(0);
  await page.getByRole("button", { name: "Remove the filter Expires within 15 min" }).click();
  await expect(group).toBeVisible();

  await page.getByRole("button", { name: "Save filter" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this filter?" });
  await dialog.getByLabel("Name").fill(`Mine ${action}`);
  await dialog.getByRole("button", { name: "Save filter" }).click();
  const chip = page.getByRole("button", { name: `Mine ${action} 5` });
  await expect(chip).toHaveAttribute("aria-pressed", "true");
  await expectClean(page);
  await chip.click();
  await expect(page).not.toHaveURL(/action=/);
  await page.reload();
  await chip.click();
  await expect(page).toHaveURL(new RegExp(`action=${action}`));

  await page.getByText("Summary", { exact: true }).click();
  const bar = page.getByRole("button", { name: `${action.replace(".", "-")}, 5 pending requests` });
  await bar.click();
  await expect(page).toHaveURL(/policy=pol_/);
  await bar.click();
  await expect(page).not.toHaveURL(/policy=/);

  await group.click();
  await expect(group).toHaveAttribute("aria-expanded", "true");
  await expect(group).not.toContainText("selected");
  await page.getByRole("checkbox", { name: "acme/filter-1" }).check();
  await page.locator(`a[data-approval="${ids[3]}"]`).focus();
  await page.keyboard.press("Shift+X");
  await expect(group).toContainText("4 selected");
  await expect(page.getByRole("checkbox", { name: "acme/filter-5" })).not.toBeChecked();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: `Delete the saved filter Mine ${action}` }).click();
  await expect(chip).toHaveCount(0);
  for (const id of ids) await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
});

test("on a phone the pane of a group is a sheet, from which a request opens", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const action = await publishAsking("{ expires: 30m }", "{ risk: low }");
  const ids: string[] = [];
  for (const order of [1, 2, 3, 3]) ids.push(await submit(action, order));
  await signIn(page, demo, `/approvals?action=${action}`);
  await page.getByRole("button", { name: `Details of 4 similar requests of ${action}` }).click();
  const sheet = page.getByRole("dialog", { name: "Similar requests" });
  await expect(sheet.getByText("Same target as another request").first()).toBeVisible();
  await expectClean(page);
  await sheet.getByRole("button", { name: "Review" }).first().click();
  await expect(sheet).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(ids[2] ?? ""));
  for (const id of ids) await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
});

test("filters and orders find requests that are not among the first 200", async ({ page }) => {
  const [soon, late] = [await publishAsking("{ expires: 20m }", "{ risk: low }"), await publishAsking("{ expires: 8h }", "{ risk: high }")];
  const ids: string[] = [];
  for (let order = 1; order <= 205; order += 41) {
    const some = Array.from({ length: 41 }, (_, at) => submit(soon, order + at));
    ids.push(...(await Promise.all(some)));
  }
  const last = await submit(late, 999);
  const row = page.locator(`a[data-approval="${last}"]`);
  await signIn(page, demo, `/approvals?action=${late}&risk=high`);
  await expect(row).toBeVisible();
  await page.goto(`${demo.console_url}/approvals?sort=newest`);
  await expect(row).toBeVisible();
  await page.goto(`${demo.console_url}/approvals?sort=risk`);
  await expect(row).toBeVisible();
  await page.goto(`${demo.console_url}/approvals`);
  await expect(page.getByText("More approvals are pending. These expire first.")).toBeAttached();
  await expect(row).toHaveCount(0);
  await page.goto(`${demo.console_url}/approvals?agent=nobody`);
  await expect(page.getByText("Pending approvals did not load")).toBeVisible();
  await page.getByRole("button", { name: "Remove the filter Agent not pending" }).click();
  await expect(page.getByText("Pending approvals did not load")).toHaveCount(0);
  for (const id of [...ids, last]) await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
});
