import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 90_000 });

test("a person reads the numbers of an anomaly, marks it as expected and undoes it", async ({ page }) => {
  const word = Math.random()
    .toString(36)
    .replaceAll(/[^a-z]/g, "")
    .slice(0, 8);
  const denied = await call("/actions", demo.agent_api_key, { action_type: `probe.${word}` });
  const report = call(`/actions/${denied.audit_event_id}/report`, demo.agent_api_key, { status: "success" });
  await expect(report).rejects.toThrow("ACTION_NOT_EXECUTED");

  await signIn(page, demo, "/overview");
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Anomalies" }).click();
  // The action is new for the agent as well, which is another row.
  const row = page
    .getByRole("row")
    .filter({ hasText: `probe.${word}` })
    .filter({ hasText: "Reported without permission" });
  await expect(row).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("heading", { name: "Calibration" })).toBeVisible();
  await row.getByRole("link").click();
  await expect(page).toHaveURL(/anomaly=ano_/);
  const detail = page.getByRole("region", { name: "Anomaly", exact: true });
  await expect(detail.getByText("1 per hour")).toBeVisible();
  await detail.getByRole("button", { name: "View as table" }).click();
  await expect(detail.getByRole("table")).toBeVisible();
  await expectClean(page);

  await page.keyboard.press("e");
  await expect(detail.getByRole("textbox", { name: "Mark as expected" })).toBeFocused();
  await page.keyboard.type("A drill of the on-call team.");
  await page.keyboard.press("Enter");
  await expect(detail.getByText("A drill of the on-call team.")).toBeVisible();
  await expect(row).toBeHidden();
  await detail.getByRole("button", { name: "Undo" }).click();
  await expect(row).toBeVisible();
});
