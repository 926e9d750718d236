import { expect, type Page } from "@playwright/test";
import type { Demo } from "./demo.ts";

/** Signs in as the demo organisation's owner and goes on to a page. */
export async function signIn(page: Page, demo: Demo, to: string): Promise<void> {
  await page.goto(`${demo.console_url}${to}`);
  await page.getByLabel(/work e-?mail/i).fill(demo.email);
  await page.getByLabel("Password").fill(demo.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`${to.replaceAll("?", "\\?")}(/|$|\\?)`));
}
