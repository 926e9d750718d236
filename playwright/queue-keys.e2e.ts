import { expect, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

const ROWS = 30;

/** Presses keys faster than the page can render between them. */
const pressAtOnce = (page: Page, keys: readonly string[]) =>
  page.evaluate((all) => {
    for (const key of all) window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }, keys);

/**
 * Presses K twice and waits for the card that it opens, then J twice.
 * @param cards texts of the cards before and after K
 * @returns the arrangements of all requests, from the first press until the last card is shown
 */
const passesOfMoves = (page: Page, cards: { before: string; after: string }) =>
  page.evaluate(async ({ before, after }) => {
    const { passes } = window as unknown as { passes: string[] };
    const press = (key: string) => window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    const shown = async (text: string) => {
      while (!document.querySelector('[aria-label="Approval"]')?.textContent?.includes(text)) await new Promise(requestAnimationFrame);
    };
    passes.length = 0;
    for (const key of ["k", "k"]) press(key);
    await shown(after);
    for (const key of ["j", "j"]) press(key);
    await shown(before);
    return [...passes];
  }, cards);

test("no press of J or K is lost or arranges the queue again, and A after J does not decide the previous request", async ({ page }) => {
  const action = await publishAsking("{ expires: 30m }");
  const ids: string[] = [];
  for (let order = 0; order < ROWS; order++)
    ids.push((await call("/actions", demo.agent_api_key, { action_type: action, metadata: { repo: `acme/row-${order}` } })).approval_id);
  await signIn(page, demo, `/approvals?action=${action}`);
  const openRow = (at: number) => expect(page).toHaveURL(new RegExp(`/approvals/${ids[at]}`));
  await expect(page.locator("[data-row]")).toHaveCount(ROWS);
  await openRow(0);
  await expect(page.getByRole("heading", { name: action })).toBeVisible();

  // Lists of all pending requests that are sorted, filtered or grouped while the keys are pressed.
  await page.evaluate((rows) => {
    const passes: string[] = [];
    Object.assign(window, { passes });
    const holdsRequests = (list: readonly unknown[]) => {
      const [first] = list as { status?: unknown; approval?: { status?: unknown } }[];
      return list.length >= rows && (first?.approval ?? first)?.status === "pending";
    };
    for (const name of ["sort", "filter", "flatMap"] as const) {
      const method = Array.prototype[name] as (...args: unknown[]) => unknown;
      Object.defineProperty(Array.prototype, name, {
        configurable: true,
        writable: true,
        value(this: readonly unknown[], ...args: unknown[]) {
          if (holdsRequests(this)) passes.push(name);
          return method.apply(this, args);
        },
      });
    }
  }, ROWS);
  await pressAtOnce(page, ["j", "j", "j", "j", "j"]);
  await openRow(5);
  await pressAtOnce(page, ["k", "k"]);
  await openRow(3);
  await expect(page.locator(`a[data-approval="${ids[3]}"]`)).toBeFocused();
  await pressAtOnce(page, ["j", "j"]);
  await openRow(5);
  await expect(page.getByRole("region", { name: "Approval" }).getByText("acme/row-5").first()).toBeVisible();
  // A request of another test may arrive meanwhile, which sorts and groups the queue once more. Both cards are loaded by now, so that
  // an attempt takes a few frames, and an attempt without arrivals follows soon.
  await expect(async () => {
    expect(await passesOfMoves(page, { before: "acme/row-5", after: "acme/row-3" })).toEqual([]);
  }).toPass({ timeout: 30_000 });
  await openRow(5);

  await untilPressesCount(page);
  await pressAtOnce(page, ["j", "a"]);
  await openRow(6);
  await untilPressesCount(page);
  const statuses = await Promise.all([5, 6].map(async (at) => (await call(`/approvals/${ids[at]}`, demo.agent_api_key)).status));
  expect(statuses).toEqual(["pending", "pending"]);
  for (const id of ids) await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
});
