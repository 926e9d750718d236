import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { PAGES } from "./pages.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
// Three tests walk every page; a busy machine takes its time.
test.setTimeout(900_000);

/** Goes on after a violation: one run names those of every page. */
async function expectClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  const place = new URL(page.url());
  expect
    .soft(
      violations.map(({ id, nodes }) => `${place.pathname}${place.search} ${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`),
    )
    .toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("every page is free of axe violations and asks no outside host", async ({ page }) => {
      const outside: string[] = [];
      page.on("request", (request) => {
        if (new URL(request.url()).hostname !== new URL(demo.console_url).hostname) outside.push(request.url());
      });
      await page.goto(`${demo.console_url}/sign-in`);
      await expectClean(page);
      await signIn(page, demo, "/approvals");
      for (const { name, path, ready } of PAGES) {
        await test.step(name, async () => {
          await page.goto(`${demo.console_url}${path}`);
          await ready(page);
          await expectClean(page);
        });
      }
      expect(outside).toEqual([]);
    });
  });
}

test("the console fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, demo, "/approvals");
  for (const { name, path, ready } of PAGES) {
    await test.step(name, async () => {
      await page.goto(`${demo.console_url}${path}`);
      await ready(page);
      const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      expect.soft(overflow, name).toBeLessThanOrEqual(0);
    });
  }
});

test("pages carry a strict content security policy", async ({ page }) => {
  const response = await page.goto(`${demo.console_url}/sign-in`);
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("frame-ancestors 'none'");
  expect(/script-src[^;]*'unsafe-inline'/.test(policy)).toBe(false);
});
