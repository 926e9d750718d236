import { type Browser, type Cookie, expect, type Page } from "@playwright/test";
import type { Demo } from "./demo.ts";

/** The sessions of the first tests of this worker by email, which later tests reuse until they end. */
const sessions = new Map<string, Cookie[]>();

/** Opens a page as the owner of the demo organisation, and signs in if needed. */
export async function signIn(page: Page, demo: Demo, to: string): Promise<void> {
  await openAs(page, demo, { email: demo.email, password: demo.password }, to);
  const { pathname, search } = new URL(to, demo.console_url);
  // A page may add to its path: the queue opens its first request.
  await expect(page).toHaveURL((url) => `${url.pathname}/`.startsWith(`${pathname}/`) && url.search.startsWith(search));
}

/** Opens a page as the operator of the demo organisation in another browser. Closing the page waits until its context is closed. */
export async function openAsOperator(browser: Browser, demo: Demo, to: string): Promise<Page> {
  const page = await browser.newPage();
  await openAs(page, demo, { email: demo.operator_email, password: demo.operator_password }, to);
  return page;
}

async function openAs(page: Page, demo: Demo, { email, password }: Pick<Demo, "email" | "password">, to: string): Promise<void> {
  await page.context().addCookies(sessions.get(email) ?? []);
  await page.goto(`${demo.console_url}${to}`);
  if (new URL(page.url()).pathname === "/sign-in") {
    await page.getByLabel(/work e-?mail/i).fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(({ pathname }) => pathname !== "/sign-in");
  }
  sessions.set(email, await page.context().cookies());
}
