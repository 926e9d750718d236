import { ORG_KEY_SCOPES } from "@agentlattice/contract";
import { DEMO_POLICIES } from "./demo-policies.ts";
import type { SeededOrganisation } from "./describe-organisation.ts";

const OWNER = "dara@second.example";

/** A second tenant with an agent of the same name as in the demo organisation, to check that tenants are isolated. */
export const SECOND_ORGANISATION: SeededOrganisation = {
  seed: "second",
  name: "Second organisation",
  zone: "UTC",
  createdAgo: 3 * 24 * 60,
  owner: { email: OWNER, name: "Dara Okafor" },
  members: [{ email: "elif@second.example", name: "Elif Kaya", role: "operator" }],
  agents: [{ name: "release-bot", capabilities: ["*"], labels: { team: "platform" }, owner: OWNER }],
  orgKey: { name: "automation", scopes: ORG_KEY_SCOPES },
  policies: DEMO_POLICIES,
  history: () => [{ ago: 20, agent: "release-bot", action: { action_type: "pr.merge", metadata: { repo: "second/app", pr_number: 7 } } }],
};
