import type { Page } from "@playwright/test";

/** A page of the console that a signed-in owner can open. */
export interface ConsolePage {
  /** File name of its pictures. */
  readonly name: string;
  readonly path: string;
  /** What is there when the page has its data. */
  ready(page: Page): Promise<void>;
}

/** What every list of the demo organisation holds, on wide pages and on phones. */
const action = (page: Page) =>
  page
    .getByText(/^(pr\.merge|refund\.issue|doc\.read|session\.started|action\.executed)$/)
    .filter({ visible: true })
    .first()
    .waitFor();

/** The policy that every demo organisation has first. */
const policyName = (page: Page) => page.getByText("docs-are-open").filter({ visible: true }).first().waitFor();
const visible = (role: "link" | "button", name: RegExp) => (page: Page) =>
  page.getByRole(role, { name }).filter({ visible: true }).first().waitFor();

/** Every page. The accessibility tests and `npm run screenshots` walk this list. */
export const PAGES: readonly ConsolePage[] = [
  { name: "overview", path: "/overview", ready: visible("button", /View as table/) },
  { name: "approvals", path: "/approvals", ready: action },
  { name: "policies", path: "/policies", ready: policyName },
  { name: "policy", path: "/policies/new", ready: (page) => page.getByText("Valid").waitFor() },
  { name: "agents", path: "/agents", ready: visible("link", /release-bot/) },
  { name: "new-agent", path: "/agents/new", ready: visible("button", /Create agent/) },
  { name: "delegations", path: "/delegations?ended=true", ready: visible("button", /With ended ones/) },
  { name: "audit", path: "/audit", ready: action },
  { name: "posture", path: "/posture", ready: visible("link", /Least privilege/) },
];
