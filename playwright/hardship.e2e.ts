import { expect as base, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { PAGES } from "./pages.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
const expect = base.configure({ timeout: 20_000 });
// These tests open every page, which takes long on a busy machine.
test.describe.configure({ timeout: 900_000 });

async function call(
  path: string,
  body?: object,
  key = demo.org_api_key,
  method = body ? "POST" : "GET",
): Promise<ReturnType<JSON["parse"]>> {
  const response = await fetch(`${demo.api_url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

/** Pages that send no requests after loading, or only the one for the session. */
const ASKS_NOTHING = new Set(["not-found", "password", "sign-up", "invitation", "new-agent", "policy", "invite", "new-key"]);
/** Detail pages, which are reached from a list. */
const byAddress = PAGES.filter((one, index) => PAGES.findIndex(({ path }) => path === one.path) === index);

test("every page shows a message while nothing responds, and loads on retry", async ({ page }) => {
  await signIn(page, demo, "/settings/password");
  for (const { name, path } of byAddress.filter(({ name }) => !ASKS_NOTHING.has(name))) {
    await test.step(name, async () => {
      await page.route("**/api/v1/**", (route) => route.abort("connectionrefused"));
      await page.goto(`${demo.console_url}${path}`);
      const failure = page
        .getByRole("alert")
        .filter({ hasText: /did not load/ })
        .filter({ visible: true });
      await expect(failure.first(), name).toBeVisible();
      await expect(failure.first(), name).toContainText("cannot be reached");
      await expect(page.getByRole("navigation").filter({ visible: true }).first(), name).toBeVisible();
      await page.unroute("**/api/v1/**");
      await expect(async () => {
        for (const retry of await failure.getByRole("button", { name: "Retry" }).all()) await retry.click({ timeout: 1_000 });
        expect(await failure.count(), name).toBe(0);
      }).toPass({ timeout: 20_000 });
    });
  }
});

const BIDI = "\u202Egnp.exe\u202C";
const ZERO_WIDTH = "acme\u200B-web";
const HTML = `<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>`;
const FORMULA = `=HYPERLINK("https://example.com","pay")`;
const HOSTILE = `${HTML} ${BIDI} ${ZERO_WIDTH} ${FORMULA} [a](javascript:alert(1))`;
const LONG = "w".repeat(200);

/** Writes hostile text in every field that people and agents can set, through the API. */
async function writeHostileText(): Promise<void> {
  const word = `hostile${Math.random()
    .toString(36)
    .replace(/[^a-z]/g, "")
    .slice(0, 7)}`;
  const yaml = `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: ${word}, description: ${JSON.stringify(`${HTML} ${FORMULA} ${LONG}`.slice(0, 400))} }
spec:
  match: { actions: [${word}.send] }
  effect: approve
`;
  const { id } = await call("/policies", { yaml });
  await call(`/policies/${id}/publish`, {});
  // Names of agents and keys have a limited alphabet, so only their length is hostile.
  const agent = await call("/agents", {
    name: `${word}-${"n".repeat(60)}`,
    capabilities: [`${word}.*`, `${word}.${"x".repeat(60)}`],
    description: `${HTML} ${FORMULA} ${LONG}`,
  });
  const { api_key: key } = await call(`/agents/${agent.id}/keys`, { name: "k".repeat(80) });
  await call(
    "/actions",
    {
      action_type: `${word}.send`,
      metadata: { repo: HOSTILE, title: LONG, recipient: FORMULA, body: `${HOSTILE}\n${LONG}` },
      justification: `${HOSTILE} ${LONG}`,
      data_accessed: [{ type: HOSTILE.slice(0, 100), count: 3, sensitivity: "high" }],
    },
    key,
  );
  await call("/delegations", { parent: agent.id, name: "d".repeat(80), capabilities: [`${word}.send`], ttl: 3_600 });
}

test("hostile text is shown, marked and inert on every page, wide and narrow", async ({ page }) => {
  await writeHostileText();
  page.on("dialog", (dialog) => {
    throw new Error(`a dialog opened: ${dialog.message()}`);
  });
  await signIn(page, demo, "/settings/password");
  for (const { name, path, ready } of PAGES) {
    await test.step(name, async () => {
      await page.goto(`${demo.console_url}${path}`);
      await ready(page);
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 844 });
        await expectInert(page, `${name} ${width}`);
      }
    });
  }
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await test.step(`the request ${width}`, async () => {
      await page.goto(`${demo.console_url}/approvals`);
      await page
        .getByRole("link", { name: /hostile/ })
        .filter({ visible: true })
        .first()
        .click();
      await page.getByText("Exact arguments").waitFor();
      await expect(page.getByText("U+202E").filter({ visible: true }).first()).toBeVisible();
      await expect(page.getByText("U+200B").filter({ visible: true }).first()).toBeVisible();
      await expect(page.getByText("<script>window.hurt=1</script>").filter({ visible: true }).first()).toBeVisible();
      await expectInert(page, `request ${width}`);
    });
  }
});

/** INVARIANT: hostile text does not run, change the direction of other text, or widen the page. */
async function expectInert(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => ({
    hurt: "hurt" in window,
    hidden: /[\u202a-\u202e\u2066-\u2069\u200b]/.test(document.body.innerText),
    links: document.querySelectorAll('a[href^="javascript:"], a[href*="example.com"]').length,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  expect.soft(found, where).toEqual({ hurt: false, hidden: false, links: 0, wide: 0 });
}

interface Form {
  readonly name: string;
  readonly path: string;
  /** Fills in the form. */
  fill(page: Page): Promise<void>;
  /** Submits the form. The session has ended by then. */
  send(page: Page): Promise<void>;
  /** Checks that the input is still there. */
  kept(page: Page): Promise<void>;
}

const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });

/** Fills in, submits and finds the input again, in forms with one field. */
const oneField = (name: string, path: string, label: string, text: string, button: RegExp): Form => ({
  name,
  path,
  fill: (page) => field(page, label).fill(text),
  send: (page) => page.getByRole("button", { name: button }).last().click(),
  kept: (page) => expect(field(page, label)).toHaveValue(text),
});

const FORMS: readonly Form[] = [
  oneField("new agent", "/agents/new", "Name", "half typed", /Create agent/),
  oneField("invitation", "/settings/invitations?open=invite", "Email", "half@typed.example", /Create invitation/),
  oneField("organisation", "/settings/organisation", "Name", "Half typed", /Rename organisation/),
  {
    name: "organisation key",
    path: "/settings/keys?open=key",
    fill: async (page) => {
      await field(page, "Name").fill("half typed");
      await page.getByRole("checkbox", { name: /Read the ledger/ }).check();
    },
    send: (page) => page.getByRole("button", { name: /Create key/ }).click(),
    kept: async (page) => {
      await expect(field(page, "Name")).toHaveValue("half typed");
      await expect(page.getByRole("checkbox", { name: /Read the ledger/ })).toBeChecked();
    },
  },
  {
    name: "policy",
    path: "/policies/new",
    fill: async (page) => {
      await page.getByText("Valid").waitFor({ timeout: 30_000 });
      await page.getByRole("textbox", { name: "Policy as YAML" }).focus();
      await page.keyboard.press("ControlOrMeta+Home");
      await page.keyboard.type("# half typed");
      await page.keyboard.press("Enter");
    },
    send: (page) => page.reload().then(() => undefined),
    kept: (page) => expect(page.locator(".cm-content")).toContainText("# half typed"),
  },
  {
    name: "denial",
    path: "/approvals",
    fill: async (page) => {
      await page.locator("a[data-approval]").first().click();
      await untilPressesCount(page);
      await page.getByRole("button", { name: /^Deny/ }).first().click();
      await page.getByRole("textbox", { name: /reason|why/i }).fill("half typed");
    },
    send: (page) => page.getByRole("button", { name: /^Deny/ }).last().click(),
    kept: (page) => expect(page.getByRole("textbox", { name: /reason|why/i })).toHaveValue("half typed"),
  },
];

/** Ends every session of the owner except a new one. */
async function endSessions(): Promise<void> {
  const { token } = await call("/auth/sign-in", { email: demo.email, password: demo.password }, "");
  await call("/sessions", undefined, token, "DELETE");
}

for (const { name, path, fill, send, kept } of FORMS) {
  test(`a session that expires in a form loses no input: ${name}`, async ({ page }) => {
    await signIn(page, demo, path);
    await fill(page);
    await endSessions();
    await send(page);
    await expect(page).toHaveURL(/\/sign-in\?.*callbackUrl=/);
    await page.getByLabel(/work e-?mail/i).fill(demo.email);
    await page.getByLabel("Password").fill(demo.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await kept(page);
  });
}

test("a megabyte pasted into the editor is refused with a message and not sent", async ({ page }) => {
  let longest = 0;
  page.on("request", (request) => {
    longest = Math.max(longest, request.postData()?.length ?? 0);
  });
  await signIn(page, demo, "/policies/new");
  await page.getByText("Valid").waitFor({ timeout: 30_000 });
  const editor = page.getByRole("textbox", { name: "Policy as YAML" });
  await editor.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await editor.evaluate(
    (target, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    `# ${"a".repeat(62)}\n`.repeat(16_384),
  );
  await expect(
    page.getByText(/A policy has at most [\d,]+ KiB, this text 1,040 KiB\. Split it into several policies\./).first(),
  ).toBeVisible();
  const save = page.getByRole("button", { name: /^Save draft/ });
  await expect(save).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("ControlOrMeta+s");
  await save.focus();
  await expect(page.getByRole("tooltip").getByText("Fix 1 error to continue.")).toBeVisible();
  expect(longest).toBeLessThan(300_000);
});

test("the values behind placeholders are revealed after a confirmation, recorded, and discarded when closed", async ({ page }) => {
  const name = `redacts-${Math.random().toString(36).slice(2, 8)}`;
  const address = `ana.lopez+${name}@mail.example`;
  const spec = `spec: { effect: allow, match: { actions: [note.${name.replace("-", "_")}] }, modules: { pii: { action: redact } } }`;
  const yaml = `apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: ${name}, owner: hardship }\n${spec}\n`;
  const { id } = await call("/policies", { yaml });
  await call(`/policies/${id}/publish`, { version: 1 });
  const submission = { action_type: `note.${name.replace("-", "_")}`, content: `Write to ${address}.`, supports: ["redact"] };
  const { status, audit_event_id, content } = await call("/actions", submission, demo.agent_api_key);
  expect(status).toBe("executed");
  const placeholder = content.match(/<<EMAIL:[0-9a-f]+>>/)?.[0];
  expect(placeholder).toBeDefined();

  await signIn(page, demo, `/audit?q=${audit_event_id}`);
  await page.getByRole("table").getByRole("link").first().click();
  const entry = page.getByRole("region", { name: "Entry", exact: true });
  await expect(entry.getByText(placeholder).first()).toBeVisible();
  await entry.getByRole("button", { name: "Reveal placeholders" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("audit.revealed");
  await expect(page.getByText(address)).toHaveCount(0);
  await dialog.getByLabel("Reason").fill("The customer asked.");
  await dialog.getByRole("button", { name: "Reveal placeholders" }).click();
  await expect(dialog.getByRole("heading", { name: "1 placeholder" })).toBeVisible();
  await expect(dialog).toContainText(placeholder);
  await expect(dialog).toContainText(address);
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(page.getByText(address)).toHaveCount(0);
  await entry.getByRole("button", { name: "Reveal placeholders" }).click();
  await expect(dialog.getByRole("button", { name: "Reveal placeholders" })).toBeVisible();
  await expect(page.getByText(address)).toHaveCount(0);

  const { data } = await call("/audit/events?kind=audit.revealed&limit=1");
  expect(data[0]).toMatchObject({ kind: "audit.revealed", actor: { type: "user" } });
  expect(JSON.stringify(data)).not.toContain(address);
});
