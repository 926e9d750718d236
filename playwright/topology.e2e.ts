import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 90_000 });

test("a person follows a delegation by keyboard, zooms, and reads the same edges in the table", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo, "/overview");
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Topology" }).click();
  const graph = page.getByRole("region", { name: "Graph of agents and tools" });
  await graph.getByRole("button", { name: "release-bot", exact: true }).click();
  await expect(page).toHaveURL(/node=agt_/);
  const detail = page.getByRole("region", { name: "Node", exact: true });
  await expect(detail.getByRole("heading", { name: "release-bot" })).toBeVisible();
  await expect(detail.getByRole("region", { name: "Tools used" })).toBeVisible();
  await expectClean(page);

  await page.keyboard.press("ArrowRight");
  await expect(detail.getByRole("heading", { name: "release-bot", exact: true })).toBeHidden();
  await page.keyboard.press("ArrowLeft");
  await expect(graph.getByRole("button", { name: "release-bot", exact: true })).toBeFocused();
  await page.keyboard.press("f");
  await page.keyboard.press("-");
  await expect(page.getByText(/^\d+ %$/)).not.toHaveText("100 %");

  await page.getByRole("radio", { name: "Table" }).click();
  await expect(page.getByRole("row").filter({ hasText: "delegates to" }).first()).toBeVisible();
  await page.getByRole("searchbox", { name: "Search agents and tools" }).fill("no such tool");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.getByRole("row").filter({ hasText: "release-bot" }).first()).toBeVisible();
  await expectClean(page);
});

test("an open node leaves the whole graph visible at 1280 px", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await signIn(page, demo, "/topology");
  const graph = page.getByRole("region", { name: "Graph of agents and tools" });
  await graph.getByRole("button", { name: "release-bot", exact: true }).click();
  const detail = page.getByRole("region", { name: "Node", exact: true });
  await expect(detail).toBeVisible();
  const right = (await detail.boundingBox())?.x ?? 0;
  await expect(async () => {
    const edges = await graph.getByRole("button").evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().right));
    expect(edges.length).toBeGreaterThan(0);
    expect(Math.max(...edges)).toBeLessThanOrEqual(right);
  }).toPass({ timeout: 10_000 });
});

test("a phone shows the table first", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, demo, "/topology");
  await expect(page.getByRole("radio", { name: "Table" })).toBeChecked();
  await expect(page.getByText("delegates to").filter({ visible: true }).first()).toBeVisible();
});
