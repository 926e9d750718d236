import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();

test("an owner rotates the log key with a reason, and reads it in the entry", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo, "/settings/organisation");
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Log keys" }).click();
  const keys = page.getByRole("table", { name: "Log keys" });
  await expect(keys.getByRole("row").filter({ hasText: "Current" })).toHaveCount(1);
  const before = await keys.getByRole("row").count();
  await expectClean(page);

  await page.getByRole("button", { name: "Rotate key" }).click();
  const dialog = page.getByRole("dialog", { name: "Rotate the log key?" });
  await dialog.getByLabel("Reason").fill("The yearly replacement of keys.");
  await expect(dialog.getByText(/^Optional\./)).toBeVisible();
  const rotate = dialog.getByRole("button", { name: "Rotate key" });
  await expect(rotate).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("checkbox").check();
  await expectClean(page);
  await rotate.click();
  await expect(dialog).toBeHidden();
  await expect(keys.getByRole("row")).toHaveCount(before + 1);
  await expect(keys.getByRole("row").nth(1)).toContainText("Current");
  await expect(keys.getByRole("row").nth(2)).toContainText("Replaced");

  await keys
    .getByRole("link", { name: /^entry/ })
    .first()
    .click();
  const entry = page.getByRole("region", { name: "Entry", exact: true });
  await expect(entry.getByText("The yearly replacement of keys.")).toBeVisible();
});

test("an owner rotates the log key without a reason", async ({ page }) => {
  await signIn(page, demo, "/settings/log-keys");
  const keys = page.getByRole("table", { name: "Log keys" });
  await expect(keys.getByRole("row").filter({ hasText: "Current" })).toHaveCount(1);
  const before = await keys.getByRole("row").count();
  await page.getByRole("button", { name: "Rotate key" }).click();
  const dialog = page.getByRole("dialog", { name: "Rotate the log key?" });
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  await expect(dialog).toBeHidden();
  await expect(keys.getByRole("row")).toHaveCount(before + 1);
});
