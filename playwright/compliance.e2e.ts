import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

const today = () => new Date().toISOString().slice(0, 10);
const rowOf = (page: Page, label: string) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: label }) });

test("a person selects a report and a period, opens the entries of a count, and exports the report", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo, "/overview");
  const computed: string[] = [];
  page.on("request", (request) => request.url().includes("/compliance/article-12") && computed.push(request.url()));
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Compliance" }).click();
  await expect(page.getByRole("heading", { name: "Record-keeping report" })).toBeVisible();
  const aside = page.getByRole("complementary", { name: "Limits and evidence" });
  await expect(aside.getByText(/not a legal assessment/)).toBeVisible();
  await expect(aside.getByRole("button", { name: "Copy report digest" })).toBeVisible();
  await expect(aside.getByRole("region", { name: "Ledger health now" })).toContainText("In force");
  await expectClean(page);
  expect(computed).toHaveLength(1);
  await page.reload();
  await expect(aside.getByRole("region", { name: "Ledger health now" })).toContainText("In force");
  await expect(page.getByText("Live", { exact: true }).first()).toBeAttached();
  expect(computed).toHaveLength(2);

  await page.getByRole("radio", { name: "SOC 2" }).click();
  await expect(page).toHaveURL(/report=soc2/);
  await expect(page.getByRole("heading", { name: /^SOC 2.* report$/ })).toBeVisible();
  await page.getByRole("radio", { name: "EU AI Act, Article 12" }).click();
  await page.getByRole("button", { name: /^Period/ }).click();
  await page.getByRole("menuitemradio", { name: "Last year" }).click();
  await expect(page).toHaveURL(/from=20\d\d-01-01&to=20\d\d-12-31/);
  await page.getByLabel("To", { exact: true }).fill(today());
  await expect(page).toHaveURL(new RegExp(`to=${today()}`));
  await expect(page.getByRole("heading", { name: "Automatic logging" })).toBeVisible();

  const download = page.waitForEvent("download");
  await aside.getByRole("button", { name: "CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("article-12.csv");
  const csv = await readFile(await file.path(), "utf8");
  expect(csv).toContain("Policy changes");
  await expect(aside.getByText("article-12.csv was exported.")).toBeVisible();
  const { data } = await call("/audit/events?kind=audit.exported&limit=1", demo.org_api_key);
  await expect(aside.getByRole("link", { name: "Open its entry" })).toHaveAttribute("href", `/audit?q=${data[0].id}`);

  const link = rowOf(page, "Keys created or revoked").getByRole("link");
  const number = Number(/\d+/.exec(await link.innerText())?.[0]);
  expect(number).toBeGreaterThan(0);
  await link.click();
  await expect(page).toHaveURL(/\/audit\?kind=key\.created%2Ckey\.revoked&from=\d+&to=\d+/);
  await expect(page.getByRole("status").filter({ hasText: new RegExp(`^${number} of [\\d,]+ entries$`) })).toBeVisible();
  await expect(page.getByRole("table").getByRole("link")).toHaveCount(number);
});

test("P records an export, shows exactly it and prints it with its digest", async ({ page }) => {
  await page.addInitScript("window.print = () => { document.documentElement.dataset.printed = 'yes'; }");
  await signIn(page, demo, "/compliance");
  await expect(page.getByRole("heading", { name: "Record-keeping report" })).toBeVisible();
  await page.keyboard.press("p");
  await expect(page.locator("html[data-printed=yes]")).toBeAttached();
  const { data } = await call("/audit/events?kind=audit.exported&limit=1", demo.org_api_key);
  const entry = await call(`/audit/events/${data[0].id}`, demo.org_api_key);
  const digest: string = entry.data.digest;
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByText(`Report digest (SHA-256): ${digest}`)).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Pages" })).toBeHidden();
  await expect(page.getByText(`${demo.console_url}/audit?kind=policy.changed`).first()).toBeVisible();
});

test("an empty period, a failed section and a failed report are described, and a phone shows the limits first", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, demo, "/compliance");
  const limits = await page.getByRole("region", { name: "Limits of this report" }).boundingBox();
  const counts = await page.getByRole("heading", { name: "Automatic logging" }).boundingBox();
  expect(limits?.y).toBeLessThan(counts?.y ?? 0);
  await page.goto(`${demo.console_url}/compliance?from=2001-01-01&to=2001-12-31`);
  await expect(page.getByText("No entries in this period.")).toBeVisible();
  await page.getByRole("button", { name: "Show the last 30 days" }).click();
  await expect(page.getByRole("heading", { name: "Automatic logging" })).toBeVisible();

  await page.route("**/api/v1/compliance/article-12*", async (route) => {
    const response = await route.fetch();
    const report = await response.json();
    const [first, ...rest] = report.sections;
    const failed = { ...first, status: "not_computed", counts: first.counts.map((one: object) => ({ ...one, count: null })) };
    await route.fulfill({ response, json: { ...report, sections: [failed, ...rest] } });
  });
  await page.reload();
  const section = page.getByRole("region", { name: "Automatic logging" });
  await expect(section.getByText("Not computed").first()).toBeVisible();
  await expect(section.getByText(/^0$/)).toHaveCount(0);
  await page.unrouteAll({ behavior: "wait" });
  await page.goto(`${demo.console_url}/compliance?from=2026-12-01&to=2026-01-01`);
  await expect(page.getByRole("alert").filter({ hasText: "The report did not load" })).toContainText("must not be before from");
});

test("an unknown report shows a message and links to the reports", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, demo, "/compliance?report=unknown");
  await expect(page.getByRole("heading", { name: "There is no such report" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Record-keeping report" })).toHaveCount(0);
  await expectClean(page);
  await page.getByRole("button", { name: "SOC 2" }).click();
  await expect(page).toHaveURL(/report=soc2/);
  await expect(page.getByRole("heading", { name: "SOC 2 report" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "There is no such report" })).toBeVisible();
});
