import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.use({ viewport: { width: 390, height: 844 } });

for (const path of ["/agents", "/audit", "/policies", "/runs", "/anomalies", "/delegations", "/topology", "/compliance"])
  test(`nothing above the list of ${path} is cut off at 390 px`, async ({ page }) => {
    await signIn(page, demo, "/agents");
    await page.goto(`${demo.console_url}${path}`);
    await expect(
      page
        .getByRole("button", { name: /^Filters/ })
        .or(page.getByRole("searchbox"))
        .or(page.getByLabel("To"))
        .first(),
    ).toBeVisible();
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("main button, main input, main [role=status]")]
        .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 0)
        // Tabs scroll sideways.
        .filter((element) => element.role !== "radio" && element.getBoundingClientRect().right > 390)
        .map(({ textContent, ariaLabel }) => textContent || ariaLabel),
    );
    expect(cut).toEqual([]);
  });

test("the filters of a list are behind one button with the number of set filters", async ({ page }) => {
  await signIn(page, demo, "/agents");
  await page.goto(`${demo.console_url}/policies`);
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  const sheet = page.getByRole("dialog", { name: "Filters" });
  await expectClean(page);
  await sheet.getByRole("button", { name: "Effect any" }).click();
  await page.getByRole("menuitemradio", { name: "Denies" }).click();
  await expect(page).toHaveURL(/effect=deny/);
  await sheet.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("button", { name: "Filters 1" })).toBeVisible();
});

test("the timeline of a run shows its times", async ({ page }) => {
  const { id } = await call("/runs", demo.agent_api_key, { name: "a run on a phone" });
  await call(`/runs/${id}/events`, demo.agent_api_key, { events: [{ type: "run.started" }] });
  await signIn(page, demo, "/agents");
  await page.goto(`${demo.console_url}/runs/${id}`);
  await expect(
    page
      .getByRole("list", { name: "Events" })
      .getByText(/^\d{2}:\d{2}:\d{2}$/)
      .filter({ visible: true }),
  ).toBeVisible();
});
