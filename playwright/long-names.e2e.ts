import { expect, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 180_000 });

/** The longest name, of the widest letter and without a place to break. */
const wide = () => `${Math.random().toString(36).slice(2, 8)}${"W".repeat(74)}`;

async function wideAgent(): Promise<{ id: string; name: string; key: string }> {
  const name = wide();
  const { id } = await call("/agents", demo.org_api_key, { name, capabilities: ["*"], description: "W".repeat(200) });
  const { api_key } = await call(`/agents/${id}/keys`, demo.org_api_key, { name: "W".repeat(80) });
  return { id, name, key: api_key };
}

/** Returns what leaves its frame: the page, a dialog, a card or a cell of a table. */
const leaving = (page: Page) =>
  page.evaluate(() => {
    const wider = [...document.querySelectorAll("main, [role=dialog], section, article, td, th")].filter((frame) => {
      const { overflowX } = getComputedStyle(frame);
      return frame.clientWidth > 1 && frame.scrollWidth > frame.clientWidth + 1 && overflowX === "visible";
    });
    /** True for text that a frame around it cuts with an ellipsis, or that scrolls there. */
    const isClipped = (element: Element): boolean => {
      const frame = element.parentElement;
      if (!frame || frame.matches("main, [role=dialog]")) return false;
      return getComputedStyle(frame).overflowX !== "visible" || isClipped(frame);
    };
    const outside = [...document.querySelectorAll("main *, [role=dialog] *")].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 1 && right > window.innerWidth + 1 && !isClipped(element);
    });
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className.toString().slice(0, 80)}: ${element.textContent?.slice(0, 40)}`;
    return [...wider, ...outside].map(name).slice(0, 6);
  });

for (const width of [390, 1440]) {
  test(`a name of 80 wide letters stays inside of dialogs, cards and cells at ${width} px`, async ({ page }) => {
    const { id, name, key } = await wideAgent();
    const action = await publishAsking("{ approvers: [role:owner] }");
    const { approval_id } = await call("/actions", key, {
      action_type: action,
      metadata: { repo: wide(), title: wide() },
      justification: wide(),
    });
    await call("/runs", key, { name: wide(), session_id: wide() });
    await call("/delegations", demo.org_api_key, { parent: id, name: wide(), capabilities: ["doc.read"], ttl: 3_600 });
    await page.setViewportSize({ width, height: 844 });
    await signIn(page, demo, "/overview");
    const paths = [
      `/agents/${id}`,
      `/approvals/${approval_id}`,
      "/overview",
      "/approvals",
      "/agents",
      "/runs",
      "/delegations",
      "/audit",
      "/anomalies",
    ];
    for (const path of [...paths, "/budgets", "/settings/keys", "/agents/drills"]) {
      await test.step(path, async () => {
        await page.goto(`${demo.console_url}${path}`);
        await expect(
          page.getByRole("main").getByRole("link").or(page.getByRole("main").getByRole("button")).filter({ visible: true }).first(),
        ).toBeVisible();
        await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);
        expect(await leaving(page), path).toEqual([]);
      });
    }

    await page.goto(`${demo.console_url}/agents?halt=${id}`);
    const dialog = page.getByRole("dialog", { name: `Halt ${name}?` });
    await dialog.getByLabel("Reason").fill("Looks wrong.");
    const red = dialog.getByRole("button", { name: `Halt ${name}` });
    await expect(red).toBeInViewport({ ratio: 1 });
    expect(await leaving(page)).toEqual([]);
    const [button, frame] = [await red.boundingBox(), await dialog.boundingBox()];
    if (!button || !frame) throw new Error("The dialog and its button are shown.");
    expect(button.x).toBeGreaterThanOrEqual(frame.x);
    expect(button.x + button.width).toBeLessThanOrEqual(frame.x + frame.width);
  });
}
