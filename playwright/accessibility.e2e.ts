import { expect, type Page, test } from "@playwright/test";
import { axeViolations } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { PAGES } from "./pages.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
// This test opens every page, which takes long on a busy machine.
test.setTimeout(900_000);

/** Continues after a violation, so that one run reports those of every page. */
async function expectClean(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  // A theme changes only colours.
  const violations = await axeViolations(page, colorScheme === "light" ? undefined : ["color-contrast"]);
  const url = new URL(page.url());
  expect.soft(violations, `${url.pathname}${url.search} ${colorScheme}`).toEqual([]);
}

async function inTheDark(page: Page, check: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator("html[data-theme=dark]").waitFor({ state: "attached" });
  await check();
  await page.emulateMedia({ colorScheme: "light" });
}

async function onAPhone(page: Page, check: () => Promise<void>): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  await check();
  await page.setViewportSize({ width: 1280, height: 720 });
}

test("every page has no axe violations in both themes, fits a phone, and loads nothing from other hosts", async ({ page }) => {
  const outside: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).hostname !== new URL(demo.console_url).hostname) outside.push(request.url());
  });
  await page.goto(`${demo.console_url}/sign-in`);
  await expectClean(page, "light");
  await inTheDark(page, () => expectClean(page, "dark"));
  await signIn(page, demo, "/approvals");
  for (const { name, path, ready } of PAGES) {
    await test.step(name, async () => {
      await page.goto(`${demo.console_url}${path}`);
      await ready(page);
      await expectClean(page, "light");
      await inTheDark(page, () => expectClean(page, "dark"));
      await onAPhone(page, async () => {
        const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        expect.soft(overflow, name).toBeLessThanOrEqual(0);
      });
    });
  }
  expect(outside).toEqual([]);
});

test("pages have a strict content security policy", async ({ page }) => {
  const response = await page.goto(`${demo.console_url}/sign-in`);
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("frame-ancestors 'none'");
  expect(/script-src[^;]*'unsafe-inline'/.test(policy)).toBe(false);
});
