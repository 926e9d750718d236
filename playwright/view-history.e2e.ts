import { expect, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();

/** Pages with an option that changes their view, and the parameter that it writes. */
const VIEWS = [
  { path: "/topology", option: /^Table/, written: "view=table" },
  { path: "/anomalies", option: /^Expected/, written: "status=expected" },
  { path: "/budgets", option: /^7 d/, written: "span=7d" },
  { path: "/posture", option: /^90 d/, written: "span=90d" },
  { path: "/runs", option: /^Sessions/, written: "view=sessions" },
  { path: "RUN", option: /^Governance/, written: "kind=governance" },
];

test("Back returns to the earlier view of the same page", async ({ page }) => {
  const { id: run } = await call("/runs", demo.agent_api_key, { name: "a run with two views" });
  await signIn(page, demo, "/agents");
  for (const { path, option, written } of VIEWS) {
    const url = `${demo.console_url}${path === "RUN" ? `/runs/${run}` : path}`;
    await page.goto(url);
    const chosen = page.getByRole("radio", { name: option });
    await chosen.click();
    await expect(page, url).toHaveURL(`${url}?${written}`);
    await page.goBack();
    await expect(page, url).toHaveURL(url);
    await expect(chosen, url).not.toBeChecked();
    await page.goForward();
    await expect(chosen, url).toBeChecked();
  }
});

test("Back closes the halt dialog and stays on the page; closing it and Back do not open it again", async ({ page }) => {
  await signIn(page, demo, "/overview");
  for (const path of ["/agents", "/agents/halts"]) {
    await page.goto(`${demo.console_url}/overview`);
    await page.goto(`${demo.console_url}${path}`);
    const dialog = page.getByRole("dialog", { name: "Halt" });
    await page.getByRole("button", { name: /^Halt/ }).first().click();
    await expect(dialog).toBeVisible();
    await page.goBack();
    await expect(dialog).toBeHidden();
    await expect(page).toHaveURL(`${demo.console_url}${path}`);
    await page.getByRole("button", { name: /^Halt/ }).first().click();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(page).toHaveURL(`${demo.console_url}${path}`);
    await page.goBack();
    await expect(page).toHaveURL(`${demo.console_url}${path}`);
    await expect(dialog).toBeHidden();
  }
});

test("the text of a search adds no entry to the history", async ({ page }) => {
  await signIn(page, demo, "/agents");
  await page.goto(`${demo.console_url}/agents`);
  await page.goto(`${demo.console_url}/topology`);
  await page.getByRole("searchbox", { name: "Search agents and tools" }).pressSequentially("dep");
  await expect(page).toHaveURL(/q=dep$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/agents$/);
});
