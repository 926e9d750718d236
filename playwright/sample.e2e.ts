import { expect, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { seedSample } from "./seed-sample.ts";

const demo = readDemo();
test.describe.configure({ timeout: 300_000 });

interface Person {
  readonly email: string;
  readonly password: string;
}

async function enter(page: Page, { email, password }: Person): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${demo.console_url}/sign-in`);
  await page.getByLabel(/work e-?mail/i).fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(({ pathname }) => pathname !== "/sign-in");
}

/** The parts of pages that the navigation does not list. */
const PARTS = ["/approvals/unknown", "/approvals/grants", "/approvals/quality", "/agents/halts", "/agents/drills", "/settings/groups"];

/** Opens every page of the navigation and its parts. Returns the path and the text of what is empty or failed there. */
async function emptyPages(page: Page): Promise<string[]> {
  const hrefs = await page
    .getByRole("navigation", { name: "Pages" })
    .filter({ visible: true })
    .getByRole("link")
    .evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  expect(hrefs.length).toBeGreaterThan(12);
  const empty: string[] = [];
  for (const path of [...hrefs, ...PARTS]) {
    await page.goto(`${demo.console_url}${path}`);
    const main = page.getByRole("main");
    await expect(main.getByRole("button").or(main.getByRole("link")).first()).toBeVisible();
    await expect(main.locator("[aria-busy=true]")).toHaveCount(0);
    const notices = main.locator("[data-empty]").or(main.getByText("Every used permit has an outcome")).or(main.getByRole("alert"));
    for (const text of await notices.filter({ visible: true }).allInnerTexts()) empty.push(`${path}: ${text.slice(0, 60)}`);
  }
  return empty;
}

test("every page of the demo has content", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await enter(page, demo);
  expect(await emptyPages(page)).toEqual([]);
});

test("every page of the busy sample has content, and one button removes this sample only", async ({ page }) => {
  const busy = await seedSample("busy");
  await page.setViewportSize({ width: 1440, height: 900 });
  await enter(page, busy);
  expect(await emptyPages(page)).toEqual([]);

  await page.goto(`${demo.console_url}/overview`);
  await page.getByRole("button", { name: "Remove sample data" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove the sample data of Busy organisation?" });
  await dialog.getByLabel("Name of your organisation").fill("Northwind");
  await dialog.getByRole("button", { name: "Remove sample data" }).click();
  await expect(page.getByRole("main").getByText("No agents yet")).toBeVisible();
  await expect(page.getByText("Sample data.")).toHaveCount(0);
  for (const path of ["/agents", "/runs", "/budgets", "/anomalies", "/delegations", "/policies"]) {
    await page.goto(`${demo.console_url}${path}`);
    await expect(page.getByRole("main").locator("[data-empty]").filter({ visible: true }).first(), path).toBeVisible();
  }
  await page.getByRole("button", { name: /Switch organisation/ }).click();
  await expect(page.getByRole("menuitemradio", { name: /Northwind/ })).toBeVisible();

  // The demo is another organisation.
  const { token } = await call("/auth/sign-in", "", { email: demo.email, password: demo.password });
  expect((await call("/agents", token)).data.length).toBeGreaterThan(1);
});
