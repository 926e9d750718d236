import type { Page } from "@playwright/test";
import { readDemo } from "./demo.ts";

/** A console page that a signed-in owner can open. */
export interface ConsolePage {
  /** File name of its screenshots. */
  readonly name: string;
  readonly path: string;
  /** Locates an element that is visible when the page has its data. */
  ready(page: Page): Promise<void>;
}

/** Locates an item of a list, on wide pages and on phones. */
const action = (page: Page) =>
  page
    .getByText(/^(pr\.merge|refund\.issue|doc\.read|session\.started|action\.executed)$/)
    .filter({ visible: true })
    .first()
    .waitFor();

/** The first policy of the demo organisation. */
const policyName = (page: Page) => page.getByText("docs-are-open").filter({ visible: true }).first().waitFor();
const openPolicy = (page: Page) => page.getByRole("link", { name: "small-refunds" }).filter({ visible: true }).first().click();
const visible = (role: "link" | "button", name: RegExp) => (page: Page) =>
  page.getByRole(role, { name }).filter({ visible: true }).first().waitFor();

/** All pages. The accessibility tests and `npm run screenshots` use this list. */
export const PAGES: readonly ConsolePage[] = [
  { name: "overview", path: "/overview", ready: visible("button", /View as table/) },
  {
    name: "overview-tables",
    path: "/overview",
    ready: async (page) => {
      for (let charts = 3; charts > 0; charts--) await page.getByRole("button", { name: "View as table" }).first().click();
      await visible("button", /View as chart/)(page);
    },
  },
  { name: "approvals", path: "/approvals", ready: action },
  {
    name: "grants",
    path: "/approvals/grants?status=all",
    ready: (page) =>
      page
        .getByText(/^(Open request|No grants yet)$/)
        .filter({ visible: true })
        .first()
        .waitFor(),
  },
  {
    name: "unknown-outcomes",
    path: "/approvals/unknown",
    ready: (page) =>
      page
        .getByText("Every used permit has an outcome")
        .or(page.getByRole("heading", { name: /unknown$/ }))
        .first()
        .waitFor(),
  },
  {
    name: "approvals-quality",
    path: "/approvals/quality",
    ready: (page) => page.getByRole("heading", { name: "By approver" }).waitFor(),
  },
  { name: "policies", path: "/policies", ready: policyName },
  { name: "policy", path: "/policies/new", ready: (page) => page.getByText("Valid").waitFor() },
  {
    name: "policy-error",
    path: "/policies/new",
    ready: async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("ControlOrMeta+Home");
      await page.keyboard.type("x");
      await page.getByText(/^\d+ errors?, line 1/).waitFor();
    },
  },
  { name: "library", path: "/policies/library", ready: visible("link", /Secrets stay out/) },
  { name: "library-policy", path: "/policies/library/refunds-limited", ready: visible("button", /Install/) },
  { name: "library-pack", path: "/policies/library/eu-ai-act", ready: visible("button", /Install/) },
  {
    name: "library-install",
    path: "/policies/library/customer-support",
    ready: async (page) => {
      await page.getByRole("button", { name: /^Install/ }).click();
      await page.getByRole("button", { name: /^Save \d+ drafts/ }).waitFor();
    },
  },
  {
    name: "policy-editor",
    path: "/policies",
    ready: async (page) => {
      await openPolicy(page);
      await page.getByText("Valid").waitFor();
    },
  },
  {
    name: "policy-versions",
    path: "/policies",
    ready: async (page) => {
      await openPolicy(page);
      await page.getByRole("button", { name: /^Versions/ }).click();
      await page.getByRole("heading", { name: "Version 1" }).waitFor();
    },
  },
  {
    name: "policy-hits",
    path: "/policies",
    ready: async (page) => {
      await openPolicy(page);
      await page.getByRole("button", { name: /^Hits/ }).click();
      await page.getByText("All, 24 hours").waitFor();
    },
  },
  {
    name: "approval",
    path: "/approvals",
    ready: async (page) => {
      await page.locator("a[data-approval]").first().click();
      await page.getByText("Exact arguments").waitFor();
    },
  },
  { name: "agent", path: `/agents/${readDemo().agent_id}`, ready: (page) => page.getByRole("heading", { name: "release-bot" }).waitFor() },
  {
    name: "entry",
    path: "/audit?entry=3",
    ready: (page) =>
      page
        .getByText(/Inclusion proof|Proof/)
        .first()
        .waitFor(),
  },
  { name: "not-found", path: "/nothing/here", ready: (page) => page.getByText("Page not found").waitFor() },
  { name: "agents", path: "/agents", ready: visible("link", /release-bot/) },
  {
    name: "halts",
    path: "/agents/halts",
    ready: (page) =>
      page
        .getByText("No halts yet")
        .or(page.getByRole("table", { name: "Halts" }))
        .first()
        .waitFor(),
  },
  { name: "halt", path: "/agents/halts?halt=new", ready: (page) => page.getByRole("dialog", { name: "Halt" }).waitFor() },
  {
    name: "drills",
    path: "/agents/drills",
    ready: (page) =>
      page
        .getByText("No drills yet")
        .or(page.getByRole("table", { name: "Drills" }))
        .first()
        .waitFor(),
  },
  { name: "anomalies", path: "/anomalies", ready: (page) => page.getByRole("heading", { name: "Calibration" }).waitFor() },
  { name: "topology", path: "/topology", ready: (page) => page.getByRole("region", { name: "Graph of agents and tools" }).waitFor() },
  {
    name: "topology-table",
    path: "/topology?view=table",
    ready: (page) => page.getByText("delegates to").filter({ visible: true }).first().waitFor(),
  },
  { name: "new-agent", path: "/agents/new", ready: visible("button", /Create agent/) },
  { name: "runs", path: "/runs", ready: visible("button", /Status/) },
  { name: "delegations", path: "/delegations?ended=true", ready: visible("button", /Including ended/) },
  { name: "delegations-tree", path: "/delegations?view=tree", ready: visible("link", /link-checker/) },
  {
    name: "delegation",
    path: "/delegations",
    ready: async (page) => {
      await visible("link", /changelog-writer/)(page);
      await page
        .getByRole("link", { name: /changelog-writer/ })
        .filter({ visible: true })
        .first()
        .click();
      await page.getByRole("region", { name: "Delegation", exact: true }).getByRole("heading", { name: "changelog-writer" }).waitFor();
    },
  },
  { name: "audit", path: "/audit", ready: action },
  { name: "budgets", path: "/budgets", ready: (page) => page.getByRole("heading", { name: "Caps", exact: true }).waitFor() },
  { name: "posture", path: "/posture", ready: visible("link", /Least privilege/) },
  {
    name: "posture-component",
    path: "/posture?component=credential_hygiene",
    ready: (page) => page.getByRole("table").getByRole("row").nth(1).waitFor(),
  },
  { name: "compliance", path: "/compliance", ready: (page) => page.getByRole("heading", { name: "Automatic logging" }).waitFor() },
  {
    name: "compliance-coverage",
    path: "/compliance?report=hipaa&open=coverage",
    ready: (page) => page.getByRole("dialog", { name: "Agents and tools" }).getByRole("heading", { name: "Tools", exact: true }).waitFor(),
  },
  { name: "enforcement", path: "/settings/enforcement", ready: visible("button", /Save changes/) },
  { name: "organisation", path: "/settings/organisation", ready: visible("button", /^Delete /) },
  {
    name: "members",
    path: "/settings/members",
    ready: (page) => page.getByText("you", { exact: true }).filter({ visible: true }).waitFor(),
  },
  {
    name: "groups",
    path: "/settings/groups",
    ready: (page) => page.getByRole("heading", { name: "Approver groups", exact: true }).waitFor(),
  },
  {
    name: "out-of-office",
    path: "/settings/out-of-office",
    ready: (page) => page.getByRole("heading", { name: "Out of office", exact: true }).waitFor(),
  },
  {
    name: "invitations",
    path: "/settings/invitations",
    ready: (page) => page.getByRole("heading", { name: "Invitations", exact: true }).waitFor(),
  },
  { name: "invite", path: "/settings/invitations?open=invite", ready: visible("button", /Create invitation/) },
  { name: "keys", path: "/settings/keys", ready: visible("button", /Rotate/) },
  { name: "log-keys", path: "/settings/log-keys", ready: visible("button", /Rotate key/) },
  { name: "new-key", path: "/settings/keys?open=key", ready: visible("button", /Create key/) },
  { name: "channels", path: "/settings/channels", ready: visible("button", /Add endpoint/) },
  {
    name: "new-endpoint",
    path: "/settings/channels?open=endpoint",
    ready: (page) => page.getByRole("radio", { name: "Slack" }).click(),
  },
  { name: "notifications", path: "/settings/notifications", ready: visible("button", /Send a test email/) },
  { name: "sessions", path: "/settings/sessions", ready: visible("button", /Sign out here/) },
  { name: "password", path: "/settings/password", ready: visible("button", /Change password/) },
  { name: "passkeys", path: "/settings/passkeys", ready: visible("button", /Add passkey/) },
  {
    name: "new-passkey",
    path: "/settings/passkeys?open=passkey",
    ready: (page) => page.getByRole("dialog").getByLabel("Your password").waitFor(),
  },
  { name: "authenticator", path: "/settings/authenticator", ready: visible("button", /Add authenticator app/) },
  { name: "sign-up", path: "/sign-up", ready: visible("button", /Create organisation/) },
  { name: "invitation", path: "/invite", ready: (page) => page.getByText("The link is incomplete").waitFor() },
];
