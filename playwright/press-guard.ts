import { expect, type Page } from "@playwright/test";

/** The time for which the console ignores presses on a request that has just appeared. */
const PRESS_GUARD_MS = 1_000;

/** Waits until a press decides the open request. */
export async function untilPressesCount(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: /^(Approve|Deny)/ }).first()).toBeVisible();
  // The console counts from the second frame after the buttons appeared.
  await page.evaluate(
    (ms) =>
      new Promise<void>((done) => {
        const nextFrame = (left: number) => requestAnimationFrame(() => (left > 0 ? nextFrame(left - 1) : setTimeout(done, ms)));
        nextFrame(2);
      }),
    PRESS_GUARD_MS,
  );
}
