import { expect as base, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
const expect = base.configure({ timeout: 30_000 });
test.describe.configure({ timeout: 120_000 });

type Answer = ReturnType<JSON["parse"]>;

async function call(method: string, path: string, key: string, body?: object): Promise<Answer> {
  const response = await fetch(`${demo.api_url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const ownerToken = async () => (await call("POST", "/auth/sign-in", "", { email: demo.email, password: demo.password })).token as string;

test("a policy of the library becomes a draft", async ({ page }) => {
  const { policies } = await call("GET", "/policies/library", demo.org_api_key);
  const { name, title } = policies.find(({ state }: { state: string }) => state === "absent");
  await signIn(page, demo, `/policies/library/${name}`);
  await page.getByRole("button", { name: "Install" }).click();
  const dialog = page.getByRole("dialog", { name: `Install ${title}?` });
  await expect(dialog.getByText("New, saved as a draft")).toBeVisible();
  await dialog.getByRole("button", { name: "Save 1 draft" }).click();
  await expect(page).toHaveURL(/policies\?status=draft/);
  await expect(page.getByText(name, { exact: true }).filter({ visible: true }).first()).toBeVisible();
});

/** Makes the operator of the demo an admin and requires a second person for widening changes, for the duration of a test. */
async function withSecondPerson(work: () => Promise<void>): Promise<void> {
  const token = await ownerToken();
  const { data } = await call("GET", "/members", token);
  const { id } = data.find(({ email }: { email: string }) => email === demo.operator_email);
  await call("PATCH", `/members/${id}`, token, { role: "admin" });
  await call("PATCH", "/policies/settings", token, { review_widenings: true });
  try {
    await work();
  } finally {
    await call("PATCH", "/policies/settings", token, { review_widenings: false });
    await call("PATCH", `/members/${id}`, token, { role: "operator" });
  }
}

async function signInAsSecond(page: Page): Promise<void> {
  await page.goto(`${demo.console_url}/sign-in?callbackUrl=%2Fpolicies`);
  await page.getByLabel(/work e-?mail/i).fill(demo.operator_email);
  await page.getByLabel("Password").fill(demo.operator_password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a wider change is reviewed with its backtest and approved by a second person", async ({ page, browser }) => {
  const word = Math.random()
    .toString(36)
    .replace(/[^a-z]/g, "")
    .padEnd(3, "x");
  const action = `widening.${word}`;
  const textWith = (limit: number) => `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: widening-${word} }
spec:
  match: { actions: [${action}] }
  require:
    - { field: amount, operator: lte, value: ${limit} }
  effect: allow
`;
  const submit = async () =>
    (await call("POST", "/actions", demo.agent_api_key, { action_type: action, metadata: { amount: 400 } })).status;
  const { id } = await call("POST", "/policies", demo.org_api_key, { yaml: textWith(100) });
  await call("POST", `/policies/${id}/publish`, demo.org_api_key, {});
  expect(await submit()).toBe("denied");
  await call("POST", "/policies", demo.org_api_key, { yaml: textWith(500) });

  await withSecondPerson(async () => {
    await signIn(page, demo, `/policies/${id}`);
    await page.getByRole("button", { name: "Publish v2" }).click();
    const mine = page.getByRole("dialog");
    await mine.getByRole("button", { name: "Publish v2" }).click();
    await mine.getByLabel("Reason").fill("Customers wait too long.");
    await mine.getByRole("button", { name: "Request review" }).click();
    await expect(page.getByText(/v2 would be published/)).toBeVisible();
    expect(await submit()).toBe("denied");

    const context = await browser.newContext();
    const other = await context.newPage();
    await signInAsSecond(other);
    await other
      .getByRole("listitem")
      .filter({ hasText: `widening-${word}` })
      .getByRole("button", { name: "Review" })
      .click();
    const theirs = other.getByRole("dialog");
    await expect(theirs.getByText("Customers wait too long.")).toBeVisible();
    await expect(theirs.getByText("This widens access")).toBeVisible();
    expect((await theirs.locator("figure").boundingBox())?.height).toBeGreaterThan(100);
    await theirs.getByRole("button", { name: "Run the backtest" }).click();
    await expect(theirs.getByText("of 2 would change")).toBeVisible();
    await expect(theirs.getByText("2 would allow more")).toBeVisible();
    await theirs.getByRole("button", { name: "Approve" }).click();
    await expect(other.getByText(`Approved the change of widening-${word}`)).toBeVisible();
    await context.close();
  });
  expect(await submit()).toBe("executed");
});

test("publishing and disabling show which open requests they end", async ({ page }) => {
  const name = `impact-${Date.now().toString(36)}`;
  const action = `${name.replaceAll("-", ".")}.run`;
  const document = (effect: string) => ({
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata: { name },
    spec: { match: { actions: [action] }, effect },
  });
  const { id } = await call("POST", "/policies", demo.org_api_key, { document: document("approve") });
  await call("POST", `/policies/${id}/publish`, demo.org_api_key, {});
  const { approval_id } = await call("POST", "/actions", demo.agent_api_key, { action_type: action });
  await call("POST", "/policies", demo.org_api_key, { document: document("deny") });
  await signIn(page, demo, `/policies/${id}`);
  await page.getByRole("button", { name: "Publish v2" }).click();
  const dialog = page.getByRole("dialog", { name: `Publish v2 of ${name}?` });
  const open = dialog.getByRole("region", { name: "Open requests" });
  await expect(open).toContainText("Changes 1 waiting request and 0 unused approvals.");
  await expect(open.getByRole("link")).toHaveAttribute("href", new RegExp(approval_id));
  await expect(open).toContainText("POLICY_DENIED");
  await dialog.getByRole("button", { name: "Publish v2" }).click();
  await expect(page.getByText(`v2 of ${name} is published`)).toBeVisible();
  const { status } = await call("GET", `/approvals/${approval_id}`, demo.agent_api_key);
  expect(status).toBe("refused");
});
