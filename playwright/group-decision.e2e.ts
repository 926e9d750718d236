import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

const LOW_RISK = "{ risk: low }";
const submit = async (action_type: string, order: number, more: object = {}): Promise<string> =>
  (await call("/actions", demo.agent_api_key, { action_type, metadata: { repo: `acme/order-${order}`, region: "eu", ...more } }))
    .approval_id;
const statusOf = async (id: string) => (await call(`/approvals/${id}`, demo.agent_api_key)).status;

test("a group of 20 is decided by keyboard at once; deselected and newly arrived requests stay", async ({ page }) => {
  const action = await publishAsking("{ expires: 30m }", LOW_RISK);
  const ids: string[] = [];
  for (let order = 1; order <= 20; order++) ids.push(await submit(action, order));
  await signIn(page, demo, "/approvals");
  const group = page.locator(`button[data-group^="${action} "]`);
  await expect(group).toContainText("20 similar requests");
  const row = (id: string | undefined) => page.locator(`a[data-approval="${id}"]`);
  await expect(row(ids[0])).toHaveCount(0);

  await group.click();
  await expect(row(ids[19])).toBeAttached();
  // Opening the group selects none of its requests.
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(0);
  await page.getByRole("checkbox", { name: `Select 20 requests of ${action}` }).check();
  await expect(page.getByText("20 selected", { exact: true }).first()).toBeVisible();
  await page.getByRole("checkbox", { name: "acme/order-20" }).uncheck();
  await expect(group).toContainText("19 selected");
  await expectClean(page);
  const late = await submit(action, 21);
  await expect(group).toContainText("21 similar requests");
  await expect(row(late)).toBeAttached();
  await expect(group).toContainText("19 selected");

  await group.focus();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.getByLabel("Reason for approving 19 requests").fill("All within the limit.");
  await page.keyboard.press("ControlOrMeta+Enter");
  const results = page.getByRole("region", { name: "Results" });
  await expect(results.getByText("You approved 19 requests.")).toBeVisible();
  for (const id of ids.slice(0, 19)) expect(await statusOf(id)).toBe("approved");
  expect([await statusOf(ids[19] ?? ""), await statusOf(late)]).toEqual(["pending", "pending"]);
  const first = await call(`/approvals/${ids[0]}`, demo.agent_api_key);
  expect(first.reason).toBe("All within the limit.");

  await call(`/approvals/${ids[0]}/collect`, demo.agent_api_key, {});
  await results.getByRole("button", { name: "Undo" }).click();
  await expect(results.getByText("You took back 18 decisions. 1 request was not changed.")).toBeVisible();
  await expect(results.getByText("UNDO_TOO_LATE")).toBeVisible();
  expect(await statusOf(ids[1] ?? "")).toBe("pending");
  for (const id of [...ids.slice(1), late]) await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
});

test("requests with an unusual argument or amount start unselected with the reason, and the page itself never scrolls", async ({
  page,
}) => {
  const action = await publishAsking("{ expires: 30m }", LOW_RISK);
  const ids: string[] = [];
  for (let order = 1; order <= 18; order++) ids.push(await submit(action, order, { amount: 20 + order }));
  const [odd, far] = [await submit(action, 19, { region: "cn", amount: 21 }), await submit(action, 20, { amount: 9_000 })];
  await page.setViewportSize({ width: 1280, height: 800 });
  await signIn(page, demo, "/approvals");
  const group = page.locator(`button[data-group^="${action} "]`);
  await page.locator(`a[data-approval]`).first().click();
  await group.click();
  await expect(page.getByRole("heading", { name: /^20 similar requests of/ })).toBeVisible();
  await expect(group).not.toContainText("selected");
  await page.getByRole("checkbox", { name: `Select 20 requests of ${action}` }).click();
  await expect(group).toContainText("18 selected");
  const row = (id: string) => page.locator("li", { has: page.locator(`a[data-approval="${id}"]`) });
  await expect(row(odd)).toContainText("region is “cn”, usually “eu”");
  await expect(row(far)).toContainText("amount is 9,000, usually about");
  for (const id of [odd, far]) await expect(row(id).getByRole("checkbox")).not.toBeChecked();
  await expectClean(page);

  for (const path of ["/approvals", "/approvals/quality", "/audit", "/overview", "/policies/library", "/settings/members"]) {
    if (path !== "/approvals") await page.goto(`${demo.console_url}${path}`);
    await expect(page.getByRole("main")).toBeVisible();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await page.mouse.move(200, 20);
      await page.mouse.wheel(0, 9_000);
      const tooTall = () => page.evaluate(() => (document.scrollingElement?.scrollHeight ?? 0) - window.innerHeight + window.scrollY);
      expect(await tooTall(), `${path} ${width}`).toBe(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  for (const id of [...ids, odd, far]) await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
});

test("each request of a group has its own result: denied, or decided by a colleague first, also with X, J and the arrow keys", async ({
  page,
}) => {
  const action = await publishAsking("{ expires: 30m, reason: optional }", LOW_RISK);
  const ids: string[] = [];
  for (let order = 1; order <= 4; order++) ids.push(await submit(action, order));
  await signIn(page, demo, "/approvals");
  const group = page.locator(`button[data-group^="${action} "]`);
  await expect(group).toContainText("4 similar requests");
  await group.focus();
  await page.keyboard.press("x");
  await expect(page.getByText("Clear", { exact: false }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await group.click();
  await expect(page.getByRole("heading", { name: /^4 similar requests of/ })).toBeVisible();
  await page.keyboard.press("x");
  await expect(group).toContainText("4 selected");
  await page.keyboard.press("j");
  await expect(page).toHaveURL(new RegExp(ids[0] ?? ""));
  await page.keyboard.press("x");
  await expect(group).toContainText("3 selected");
  // The focus ring of a row is at the edge of its button.
  const [ring, icon] = [await group.boundingBox(), await group.locator("svg").first().boundingBox()];
  expect(ring && icon && icon.x - ring.x).toBeGreaterThanOrEqual(4);
  await page.keyboard.press("ArrowLeft");
  await expect(group).toHaveAttribute("aria-expanded", "false");
  await expect(group).toBeFocused();

  const { token, user } = await call("/auth/sign-in", "", { email: demo.operator_email, password: demo.operator_password });
  await page.route("**/api/v1/approvals/batch", async (route) => {
    const { digest } = await call(`/approvals/${ids[1]}/review`, token);
    await call(`/approvals/${ids[1]}/decision`, token, { decision: "deny", digest, reason: "Not today." });
    await route.continue();
  });
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.getByLabel("Reason for denying 3 requests").fill("Wait for the audit.");
  // The form keeps its parts within its column, which the field fills.
  const field = await page.getByLabel("Reason for denying 3 requests").boundingBox();
  for (const part of await page.getByRole("region", { name: "Queue" }).locator("form > div > *").all()) {
    const box = (await part.boundingBox()) ?? field;
    expect(box && field && box.x >= field.x && box.x + box.width <= field.x + field.width + 1).toBe(true);
  }
  await page.getByRole("button", { name: "Deny 3" }).click();
  const results = page.getByRole("region", { name: "Results" });
  await expect(results.getByText("You denied 2 requests. 1 request was not decided.")).toBeVisible();
  await expect(results.getByText(new RegExp(`${user.name} denied this on \\d+ \\w+ \\d+ at .* UTC.* ALREADY_DECIDED`))).toBeVisible();
  expect(await statusOf(ids[0] ?? "")).toBe("pending");
  expect((await call(`/approvals/${ids[3]}`, demo.agent_api_key)).reason).toBe("Wait for the audit.");
  await call(`/approvals/${ids[0]}/cancel`, demo.agent_api_key, {});
});

test("Z undoes a group decision as a whole, also from another list, and lists what it could not undo", async ({ page }) => {
  const action = await publishAsking("{ expires: 30m }", LOW_RISK);
  const ids: string[] = [];
  for (let order = 1; order <= 5; order++) ids.push(await submit(action, order));
  await signIn(page, demo, "/approvals");
  const group = page.locator(`button[data-group^="${action} "]`);
  await group.focus();
  await page.keyboard.press("x");
  await expect(group).toContainText("5 selected");
  const decide = async (key: "a" | "d", count: number) => {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await page.getByLabel(`Reason for ${key === "a" ? "approving" : "denying"} ${count} requests`).fill("As agreed.");
    await page.keyboard.press("ControlOrMeta+Enter");
  };
  await decide("a", 5);
  const results = page.getByRole("region", { name: "Results" });
  await expect(results.getByText("You approved 5 requests.")).toBeVisible();
  await call(`/approvals/${ids[0]}/collect`, demo.agent_api_key, {});
  await page.getByRole("navigation", { name: "Lists" }).getByRole("button", { name: "Decided" }).click();
  await expect(results).toBeHidden();
  await page.keyboard.press("z");
  await expect(results.getByText("You took back 4 decisions. 1 request was not changed.")).toBeVisible();
  await expect(results.getByText("UNDO_TOO_LATE")).toBeVisible();
  await expect(page.getByRole("heading", { name: /^4 similar requests of/ })).toBeVisible();
  for (const id of ids.slice(1)) expect(await statusOf(id)).toBe("pending");

  await results.getByRole("button", { name: "Close" }).click();
  await group.focus();
  await page.keyboard.press("x");
  await expect(group).toContainText("4 selected");
  await decide("d", 4);
  await expect(results.getByText("You denied 4 requests.")).toBeVisible();
  await page.keyboard.press("z");
  await expect(page.getByText("A denial is final, because the agents have received it.")).toBeVisible();
  for (const id of ids.slice(1)) expect(await statusOf(id)).toBe("denied");
});

for (const width of [1280, 390]) {
  test(`at ${width} px, the details of a group show the difference that each request states`, async ({ page }) => {
    const action = await publishAsking("{ expires: 30m }", LOW_RISK);
    const ids: string[] = [];
    for (let order = 1; order <= 4; order++) {
      const change = order === 4 ? {} : { before: "replicas: 2\nregion: eu", after: `replicas: ${order + 6}\nregion: eu` };
      const body = { action_type: action, metadata: { repo: `acme/order-${order}` }, ...change };
      ids.push((await call("/actions", demo.agent_api_key, body)).approval_id);
    }
    await page.setViewportSize({ width, height: 800 });
    await signIn(page, demo, "/approvals");
    const group = page.locator(`button[data-group^="${action} "]`);
    await expect(group).toContainText("4 similar requests");
    if (width === 1280) {
      await page.locator("a[data-approval]").first().click();
      await group.click();
    } else await page.getByRole("button", { name: `Details of 4 similar requests of ${action}` }).click();
    const region = width === 1280 ? page.getByRole("region", { name: "Approval", exact: true }) : page.getByRole("dialog");
    await region.getByRole("button", { name: /acme\/order-2 before and after/ }).click();
    await expect(region.getByText("replicas: 8", { exact: true })).toBeVisible();
    await expect(region.getByText("replicas: 7", { exact: true })).toHaveCount(0);
    await expectClean(page);
    await region.getByRole("button", { name: "Open all" }).click();
    for (const text of ["replicas: 7", "replicas: 8", "replicas: 9"]) await expect(region.getByText(text, { exact: true })).toBeAttached();
    await expect(region.getByRole("region", { name: "Difference between before and after" })).toHaveCount(3);
    for (const id of ids) await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
  });
}

test("the checkbox of a group of unusual requests explains why it selects none", async ({ page }) => {
  const action = await publishAsking("{ expires: 30m }", LOW_RISK);
  const odd = [{ region: "cn" }, { tier: "gold" }, { lane: "fast" }];
  const ids: string[] = [];
  for (const [order, one] of odd.entries()) ids.push(await submit(action, order, { tier: "basic", lane: "slow", ...one }));
  await signIn(page, demo, "/approvals");
  const group = page.locator(`button[data-group^="${action} "]`);
  await page.getByRole("checkbox", { name: `Select 3 requests of ${action}` }).click();
  await expect(page.getByText("All requests of this group differ from the usual.")).toBeVisible();
  await expect(group).toHaveAttribute("aria-expanded", "true");
  await expect(page.locator(`a[data-approval="${ids[0]}"]`)).toBeVisible();
  for (const id of ids) await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
});
