import { type Browser, type Cookie, expect, type Page } from "@playwright/test";
import type { Demo } from "./demo.ts";

/** The session of the first test, which later tests reuse until it ends. */
let session: Cookie[] = [];

/** Opens a page as the owner of the demo organisation, and signs in if needed. */
export async function signIn(page: Page, demo: Demo, to: string): Promise<void> {
  await page.context().addCookies(session);
  await page.goto(`${demo.console_url}${to}`);
  if (new URL(page.url()).pathname === "/sign-in") await typePassword(page, demo);
  await expect(page).toHaveURL(new RegExp(`${to.replaceAll("?", "\\?")}(/|$|\\?)`));
  session = await page.context().cookies();
}

/** Opens a page as the operator of the demo organisation in another browser. Closing the page waits until its context is closed. */
export async function openAsOperator(browser: Browser, demo: Demo, to: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${demo.console_url}/sign-in`);
  await typePassword(page, { email: demo.operator_email, password: demo.operator_password });
  await page.goto(`${demo.console_url}${to}`);
  return page;
}

async function typePassword(page: Page, { email, password }: Pick<Demo, "email" | "password">): Promise<void> {
  await page.getByLabel(/work e-?mail/i).fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(({ pathname }) => pathname !== "/sign-in");
}
