import { expect, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();

test("copy buttons work without the clipboard API, and report when the browser does not allow copying", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.addInitScript('Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined })');
  await signIn(page, demo, "/settings/organisation");
  const copy = page.getByRole("button", { name: "Copy id" });
  await copy.click();
  await expect(page.getByText("Copied", { exact: true })).toBeAttached();
  await page.getByRole("textbox", { name: "Name", exact: true }).focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue(/^org_[0-9a-z]{26}$/);

  await page.evaluate("document.execCommand = () => false");
  await copy.click();
  await expect(page.getByText("Your browser does not allow copying. Select the text and copy it.")).toBeVisible();
  expect(errors).toEqual([]);
});
