import { expect, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

const SPEEDS = [
  ["machine", 0],
  ["human", 140],
] as const;
const SIZES = [
  ["a desktop", { width: 1280, height: 800 }],
  ["a phone", { width: 390, height: 844 }],
] as const;
// Contains every letter that is a key of the queue.
const REASON = "a jackal decided: approve, accept, exact zebra quagga";

const submit = async (action_type: string, more: object = {}): Promise<string> =>
  (
    await call("/actions", demo.agent_api_key, {
      action_type,
      metadata: { repo: `acme/${Math.random().toString(36).slice(2, 8)}` },
      ...more,
    })
  ).approval_id;
const statusOf = async (id: string | undefined) => (await call(`/approvals/${id}`, demo.agent_api_key)).status;
const cancel = async (ids: readonly string[]) => {
  for (const id of ids) if ((await statusOf(id)) === "pending") await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
};
const approve = (page: Page) => page.getByRole("button", { name: /^Approve/ });
const reason = (page: Page) => page.getByRole("textbox", { name: /^Reason for denying/ });

for (const [device, size] of SIZES) {
  for (const [speed, delay] of SPEEDS) {
    test(`D opens the reason as soon as a request appears, and no letter decides, on ${device} at ${speed} speed`, async ({ page }) => {
      await page.setViewportSize(size);
      const action = await publishAsking("{ expires: 30m, reason: optional }");
      const ids = [await submit(action), await submit(action)];
      await signIn(page, demo, "/approvals");
      for (const open of ["link", "row"] as const) {
        const [id] = open === "link" ? ids : ids.slice(1);
        if (open === "link") await page.goto(`${demo.console_url}/approvals/${id}?action=${action}`);
        else {
          await page.goto(`${demo.console_url}/approvals?action=${action}`);
          await page.locator(`a[data-approval="${id}"]`).click();
        }
        await expect(approve(page)).toBeVisible();
        await page.keyboard.press("d");
        await page.keyboard.type(REASON, { delay });
        await expect(reason(page)).toHaveValue(REASON);
        await page.keyboard.press("Escape");
        await expect(approve(page)).toBeVisible();
      }
      expect(await Promise.all(ids.map(statusOf))).toEqual(["pending", "pending"]);
      await page.keyboard.press("d");
      await page.keyboard.type("Not now", { delay });
      await page.keyboard.press("ControlOrMeta+Enter");
      await expect.poll(() => statusOf(ids[1])).toBe("denied");
      await cancel(ids);
    });

    test(`a refused key is followed by no decision while a text is typed, on ${device} at ${speed} speed`, async ({ page }) => {
      await page.setViewportSize(size);
      const action = await publishAsking("{ expires: 30m, reason: optional }");
      const ids = [await submit(action), await submit(action)];
      await signIn(page, demo, "/approvals");
      await page.goto(`${demo.console_url}/approvals/${ids[0]}?action=${action}`);
      await expect(approve(page)).toBeVisible();
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await page.keyboard.press("a");
      // No D, which opens the reason, no J or K, which move, and no space, which presses the focused button.
      await page.keyboard.type("allthatwasafault,againafatalfall", { delay });
      await expect(page.getByText(/^The press did not count/)).toBeVisible();
      expect(await Promise.all(ids.map(statusOf))).toEqual(["pending", "pending"]);
      await page.waitForTimeout(1_100);
      await page.keyboard.press("a");
      await expect.poll(() => statusOf(ids[0])).toBe("approved");
      expect(await statusOf(ids[1])).toBe("pending");
      await cancel(ids);
    });

    test(`a text that is typed while a request loads does not decide it, on ${device} at ${speed} speed`, async ({ page }) => {
      await page.setViewportSize(size);
      const action = await publishAsking("{ expires: 30m, reason: optional }");
      const id = await submit(action);
      let release = () => {};
      const released = new Promise<void>((done) => {
        release = done;
      });
      await page.route(`**/approvals/${id}/review`, async (route) => {
        await released;
        await route.continue();
      });
      await signIn(page, demo, `/approvals/${id}`);
      await page.keyboard.press("d");
      await page.keyboard.type("bad ", { delay });
      release();
      await page.keyboard.type("idea, bug, bug, bug, bug, bug, and again a bug", { delay });
      await expect(page.getByText("Exact arguments").first()).toBeVisible();
      expect(await statusOf(id)).toBe("pending");
      await page.unrouteAll({ behavior: "wait" });
      await cancel([id]);
    });

    test(`opening a group selects nothing, and the letters of a reason decide nothing, on ${device} at ${speed} speed`, async ({
      page,
    }) => {
      await page.setViewportSize(size);
      const action = await publishAsking("{ expires: 30m, reason: optional }", "{ risk: low }");
      const ids: string[] = [];
      for (let at = 0; at < 3; at++) ids.push(await submit(action, { metadata: { repo: "acme/one" } }));
      await signIn(page, demo, `/approvals?action=${action}`);
      const group = page.locator(`button[data-group^="${action} "]`);
      for (const open of [() => group.click(), () => group.press("ArrowRight"), () => group.press("Enter")]) {
        if ((await group.getAttribute("aria-expanded")) === "true") await group.press("ArrowLeft");
        await open();
        await expect(page.locator(`a[data-approval="${ids[0]}"]`)).toBeVisible();
        await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(0);
        await expect(page.getByText(/selected/)).toHaveCount(0);
      }
      // A group is not denied with D alone: nothing is selected.
      await group.focus();
      await page.keyboard.press("d");
      await page.keyboard.type("bad idea, a bug, and again a bug, a a a", { delay });
      expect(await Promise.all(ids.map(statusOf))).toEqual(["pending", "pending", "pending"]);

      await page.waitForTimeout(1_100);
      await group.press("x");
      await expect(page.getByText("3 selected", { exact: true }).first()).toBeVisible();
      await page.keyboard.press("g");
      await page.keyboard.press("d");
      await page.keyboard.type(REASON, { delay });
      await expect(page.getByLabel("Reason for denying 3 requests")).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(page.getByText("3 selected", { exact: true }).first()).toBeVisible();
      expect(await Promise.all(ids.map(statusOf))).toEqual(["pending", "pending", "pending"]);
      await cancel(ids);
    });
  }
}

test("A approves only a request that was shown and has the focus", async ({ page }) => {
  const action = await publishAsking("{ expires: 30m, reason: optional }");
  const ids = [await submit(action), await submit(action)];
  await signIn(page, demo, `/approvals?action=${action}`);
  // The queue opens its first request, but nobody chose it.
  await expect(page).toHaveURL(new RegExp(`/approvals/${ids[0]}`));
  await untilPressesCount(page);
  await page.keyboard.press("a");
  await expect(page.getByText("The press did not count, because the focus was not on the request. Press again to decide.")).toBeVisible();
  expect(await statusOf(ids[0])).toBe("pending");
  await page.waitForTimeout(1_100);
  await page.keyboard.press("j");
  await expect(page).toHaveURL(new RegExp(`/approvals/${ids[1]}`));
  await untilPressesCount(page);
  await page.keyboard.press("a");
  await expect.poll(() => statusOf(ids[1])).toBe("approved");
  expect(await statusOf(ids[0])).toBe("pending");
  await cancel(ids);
});

test("D after J opens no reason of the previous request, and D turns an approval with a reason into a denial", async ({ page }) => {
  const action = await publishAsking("{ expires: 30m, reason: always }");
  const ids = [await submit(action), await submit(action)];
  await signIn(page, demo, `/approvals?action=${action}`);
  await page.locator(`a[data-approval="${ids[0]}"]`).click();
  await untilPressesCount(page);
  // Faster than the page can render between the keys.
  await page.evaluate(() => {
    for (const key of ["j", "d", "a"]) window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  });
  await expect(page).toHaveURL(new RegExp(`/approvals/${ids[1]}`));
  await untilPressesCount(page);
  await expect(page.getByRole("textbox", { name: /^Reason for/ })).toHaveCount(0);
  await page.keyboard.press("a");
  await expect(page.getByRole("textbox", { name: "Reason for approving" })).toBeFocused();
  await page.keyboard.type("Wait");
  await page.getByRole("heading", { name: action }).click();
  await page.keyboard.press("d");
  await page.keyboard.type(", no.");
  await expect(reason(page)).toHaveValue("Wait, no.");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect.poll(() => statusOf(ids[1])).toBe("denied");
  expect(await statusOf(ids[0])).toBe("pending");
  await cancel(ids);
});

test("the Budgets page approves an extension with A only when it has the focus", async ({ page }) => {
  const word = Math.random()
    .toString(36)
    .replace(/[^a-z]/g, "")
    .slice(0, 8);
  const yaml = `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: keys-${word} }
spec:
  match: { actions: [keys.${word}] }
  effect: allow
  limits: [{ budget: { usd: "1.00", per: day, at_cap: ask, extend: { max: "2.00" } } }]
  approval: { approvers: [role:owner], expires: 2m }
`;
  const { id: policy } = await call("/policies", demo.org_api_key, { yaml });
  await call(`/policies/${policy}/publish`, demo.org_api_key, {});
  await submit(`keys.${word}`, { usage: { usd: "0.90" } });
  const id = await submit(`keys.${word}`, { usage: { usd: "0.40" } });
  await signIn(page, demo, "/budgets");
  const panel = page.locator(`[data-card="${id}"]`);
  await untilPressesCount(page);
  await page.keyboard.press("a");
  await expect(panel.getByText(/^The press did not count/)).toBeVisible();
  await page.keyboard.type(" really a bad idea", { delay: 100 });
  await expect(reason(page)).toBeVisible();
  expect(await statusOf(id)).toBe("pending");
  await page.keyboard.press("Escape");
  await page.waitForTimeout(1_100);
  await page.keyboard.press("a");
  await expect.poll(() => statusOf(id)).toBe("approved");
});
