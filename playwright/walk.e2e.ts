import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
// This test opens every page, which takes long on a busy machine.
test.describe.configure({ timeout: 300_000 });

/** Addresses that redirect and that no link leads to. */
const REDIRECT = path.join("settings", "page.tsx");

/** Lists every page of the console from its files, so that a new page is included. */
const ROUTES = readdirSync(path.join(import.meta.dirname, "../apps/web/src/app/(console)"), { recursive: true, encoding: "utf8" })
  .filter((file) => path.basename(file) === "page.tsx" && file !== REDIRECT)
  .map((file) => `/${path.dirname(file)}`)
  .flatMap((route) =>
    route.endsWith("/[[...id]]") ? [route.slice(0, -"/[[...id]]".length), route.replace("[[...id]]", "[id]")] : [route],
  );

/** Fixed routes come before routes with a parameter, which would match them too. */
const PATTERNS = ROUTES.toSorted((a, b) => Number(a.includes("[")) - Number(b.includes("["))).map((route) => ({
  route,
  matches: new RegExp(`^${route.replaceAll(/\[\w+\]/g, "[^/]+")}$`),
}));

const routeOf = (pathname: string) => PATTERNS.find(({ matches }) => matches.test(pathname))?.route ?? null;
const here = (page: Page) => new URL(page.url()).pathname;

/** Collects exceptions and errors in the browser's console. */
function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`${here(page)}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${here(page)}: ${message.text()}`);
  });
  return faults;
}

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("navigation", { name: "Pages" }).filter({ visible: true })).toHaveCount(1);
  await expect(page.getByText("This page failed")).toHaveCount(0);
  await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);
}

/** Locates the content of the page without the navigation. */
const content = (page: Page) => page.getByRole("main").or(page.getByRole("banner"));

/** Lists the links of the page by route. */
async function linksOf(page: Page): Promise<Map<string, string>> {
  const hrefs = await content(page)
    .locator("a[href^='/']")
    .filter({ visible: true })
    .evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  const links = new Map<string, string>();
  for (const href of hrefs) {
    const route = routeOf(new URL(href, demo.console_url).pathname);
    if (route !== null && !links.has(route)) links.set(route, href);
  }
  return links;
}

const linkTo = (within: Locator, href: string) =>
  within
    .locator(`a[href=${JSON.stringify(href)}]`)
    .filter({ visible: true })
    .first();

/** Leaves a halt that has ended, because the list of halts is empty at first. */
async function leaveHalt(): Promise<void> {
  const { token } = await call("/auth/sign-in", "", { email: demo.email, password: demo.password });
  const { id } = await call("/halts", token, { scope: { action: "walk.never" }, reason: "Browser test." });
  await call(`/halts/${id}/resume`, token, { reason: "Browser test." });
}

/** Leaves a run, because the list of runs is empty at first. */
const leaveRun = () => call("/runs", demo.agent_api_key, { name: "Browser test" });

test("every page opens by clicking within one session, and is left by a link and by the back button", async ({ page }) => {
  const faults = watch(page);
  const visited = new Set<string>();
  await leaveHalt();
  await leaveRun();
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo, "/overview");
  const navigation = page.getByRole("navigation", { name: "Pages" });

  /** Follows every link to a page that was not opened yet, and goes back each time. */
  async function explore(): Promise<void> {
    await settled(page);
    visited.add(routeOf(here(page)) ?? "");
    for (const [route, href] of await linksOf(page)) {
      if (visited.has(route)) continue;
      const from = here(page);
      await test.step(`${from} → ${route}`, async () => {
        await linkTo(content(page), href).click();
        await expect.poll(() => routeOf(here(page))).toBe(route);
        await explore();
        await page.goBack();
        await expect.poll(() => here(page)).toBe(from);
        await settled(page);
      });
    }
  }

  const hubs = await navigation.getByRole("link").evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  // Some targets redirect: settings to their first part, approvals to the most urgent request.
  for (const href of hubs) visited.add(routeOf(href) ?? "");
  for (const href of hubs) {
    await test.step(`navigation → ${href}`, async () => {
      await linkTo(navigation, href).click();
      await expect.poll(() => here(page)).toMatch(new RegExp(`^${href}`));
      await explore();
    });
  }
  expect(ROUTES.filter((route) => !visited.has(route))).toEqual([]);

  // Leaves each part of the settings through the navigation and returns.
  await linkTo(navigation, "/settings/organisation").click();
  const parts = await page
    .getByRole("navigation", { name: "Settings" })
    .getByRole("link")
    .evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  for (const [at, part] of parts.entries()) {
    const elsewhere = hubs[at % (hubs.length - 1)] ?? "/overview";
    await test.step(`${part} → ${elsewhere}`, async () => {
      await linkTo(page.getByRole("navigation", { name: "Settings" }), part).click();
      await expect.poll(() => here(page)).toBe(part);
      await settled(page);
      await linkTo(navigation, elsewhere).click();
      await expect.poll(() => here(page)).toMatch(new RegExp(`^${elsewhere}`));
      await settled(page);
      await page.goBack();
      await expect.poll(() => here(page)).toBe(part);
      await settled(page);
    });
  }
  expect(faults).toEqual([]);
});

test("a failed page shows an error, and the navigation still works", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo, "/posture");
  const navigation = page.getByRole("navigation", { name: "Pages" });
  // An answer with an unknown shape.
  await page.route("**/api/v1/overview?**", (route) => route.fulfill({ json: { counters: {}, decisions: "none" } }));
  await linkTo(navigation, "/overview").click();
  const failed = page.getByRole("main").getByRole("heading", { name: "This page failed" });
  await expect(failed).toBeVisible();
  await expect(navigation).toBeVisible();
  await linkTo(navigation, "/agents").click();
  await expect(page.getByRole("link", { name: /release-bot/ }).first()).toBeVisible();
  await expect(failed).toHaveCount(0);
  await page.goBack();
  await expect(failed).toBeVisible();
  await page.unroute("**/api/v1/overview?**");
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("button", { name: "View as table" }).first()).toBeVisible();
});
