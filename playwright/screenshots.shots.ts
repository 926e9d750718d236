import { mkdirSync } from "node:fs";
import path from "node:path";
import { test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { PAGES } from "./pages.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
const folder = path.resolve("test-results/screenshots");
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

mkdirSync(folder, { recursive: true });

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of SIZES) {
    test.describe(`${colorScheme} ${viewport.width}`, () => {
      test.use({ colorScheme, viewport, reducedMotion: "reduce" });

      test("pictures", async ({ page }) => {
        test.setTimeout(300_000);
        const shoot = (name: string) => page.screenshot({ path: path.join(folder, `${name}-${colorScheme}-${viewport.width}.png`) });
        await page.goto(`${demo.console_url}/sign-in`);
        await page.getByRole("button", { name: "Sign in" }).waitFor();
        await shoot("sign-in");
        await signIn(page, demo, "/approvals");
        for (const { name, path: at, ready } of PAGES) {
          await page.goto(`${demo.console_url}${at}`);
          await ready(page);
          await page.waitForTimeout(400); // charts draw after the data has arrived
          await shoot(name);
        }
      });
    });
  }
}
