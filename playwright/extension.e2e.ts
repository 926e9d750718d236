import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

/** Publishes a daily budget of one dollar that people may extend by two. @returns the action */
async function publishCap(): Promise<string> {
  const word = Math.random()
    .toString(36)
    .replace(/[^a-z]/g, "")
    .slice(0, 8);
  const yaml = `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: cap-${word} }
spec:
  match: { actions: [cap.${word}] }
  effect: allow
  limits: [{ budget: { usd: "1.00", per: day, at_cap: ask, extend: { max: "2.00" } } }]
  approval: { approvers: [role:owner] }
`;
  const { id } = await call("/policies", demo.org_api_key, { yaml });
  await call(`/policies/${id}/publish`, demo.org_api_key, {});
  return `cap.${word}`;
}

test("the owner extends a budget by a stated amount, up to the maximum of the period", async ({ page }) => {
  const action_type = await publishCap();
  const submit = (usd: string) => call("/actions", demo.agent_api_key, { action_type, usage: { usd } });
  expect((await submit("0.80")).status).toBe("executed");
  const [first, second] = [await submit("0.50"), await submit("0.60")];
  expect([first.status, second.status]).toEqual(["requested", "requested"]);

  await signIn(page, demo, "/approvals");
  await page.goto(`${demo.console_url}/approvals/${first.approval_id}`);
  const amount = page.getByLabel("Extend by (US dollars)");
  await expect(amount).toHaveValue("0.30");
  await expectClean(page);
  await amount.fill("0.29");
  await expect(page.getByText("Enter at least 0.30, which the request needs.").first()).toBeVisible();
  await amount.fill("2.01");
  await expect(page.getByText("Enter at most 2.00.").first()).toBeVisible();
  await amount.fill("1.50");
  await untilPressesCount(page);
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  // The next request opens after a decision.
  await page.waitForURL(({ pathname }) => !pathname.endsWith(first.approval_id));
  await page.goto(`${demo.console_url}/approvals/${first.approval_id}`);
  await expect(page.getByText("Extended by: $1.50.")).toBeVisible();

  await page.goto(`${demo.console_url}/approvals/${second.approval_id}`);
  await expect(page.getByText("At least 0.40. At most 0.50, which earlier extensions of the period leave.")).toBeVisible();
  await expect(page.getByText("All extensions of the period: at most $2.00, of which $0.50 is left.")).toBeVisible();
  await amount.fill("0.60");
  await expect(page.getByText("Enter at most 0.50.").first()).toBeVisible();
  await amount.fill("0.50");
  await untilPressesCount(page);
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await page.waitForURL(({ pathname }) => !pathname.endsWith(second.approval_id));

  const { data } = await call("/budgets", demo.org_api_key);
  expect(data.find(({ actions }: { actions: string[] }) => actions[0] === action_type)).toMatchObject({ cap: "3.00", extended: "2.00" });
});

test("a refused extension shows its error once on the Budgets page", async ({ page }) => {
  const action_type = await publishCap();
  const submit = (usd: string) => call("/actions", demo.agent_api_key, { action_type, usage: { usd } });
  await submit("0.90");
  await submit("0.40");
  const { approval_id: later } = await submit("0.50");
  await signIn(page, demo, "/budgets");
  const panel = page.getByRole("region", { name: "Pending extensions" });
  const amount = panel.getByLabel("Extend by (US dollars)");
  await expect(amount).toHaveValue("0.30");
  await expect(panel.getByText("At least 0.30. At most 2.00, which earlier extensions of the period leave.")).toBeVisible();
  await untilPressesCount(page);

  // The page does not learn of the extension that is made in another tab.
  await page.route(/\/approvals\/apr_/, (route) => (route.request().method() === "GET" ? route.abort() : route.continue()));
  const tab = await page.context().newPage();
  await tab.goto(`${demo.console_url}/approvals/${later}`);
  await tab.getByLabel("Extend by (US dollars)").fill("1.60");
  await untilPressesCount(tab);
  await tab.getByRole("button", { name: "Approve", exact: true }).click();
  await tab.waitForURL(({ pathname }) => !pathname.endsWith(later));
  await tab.close();

  await amount.fill("0.50");
  await panel.getByRole("button", { name: "Approve", exact: true }).click();
  const refusal = page.getByText("Extend the budget by at least 0.30 usd and at most 0.40 usd, and by nothing else.");
  await expect(refusal).toBeVisible();
  await expect(refusal).toHaveCount(1);
  await expect(page.getByText("was not saved")).toHaveCount(0);
  await page.unroute(/\/approvals\/apr_/);
  await amount.fill("0.40");
  await panel.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(panel).toBeHidden();
});

test("a pending extension is decided on the Budgets page: X edits the amount, and the Agents page shows the extended cap", async ({
  page,
}) => {
  const action_type = await publishCap();
  await call("/actions", demo.agent_api_key, { action_type, usage: { usd: "0.90" } });
  const justification = "Three migration checks are left.";
  const { approval_id } = await call("/actions", demo.agent_api_key, { action_type, usage: { usd: "0.40" }, justification });
  await signIn(page, demo, "/budgets");
  const panel = page.getByRole("region", { name: "Pending extensions" });
  await expect(panel).toContainText(action_type.replace(".", "-"));
  await expect(panel).toContainText(justification);
  await expect(panel).toContainText("$0.30");
  await expectClean(page);
  await expect(panel.getByRole("link", { name: "Open request" })).toHaveAttribute("href", `/approvals/${approval_id}`);
  await untilPressesCount(page);
  await page.keyboard.press("x");
  await expect(panel.getByLabel("Extend by (US dollars)")).toBeFocused();
  await page.keyboard.type("0.50");
  await panel.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(panel).toBeHidden();
  await page.getByRole("link", { name: "Agents", exact: true }).first().click();
  await expect(page.getByRole("table", { name: "Agents" }).getByText("of $1.50 cap")).toBeVisible();
});
