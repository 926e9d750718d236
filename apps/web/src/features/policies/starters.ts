/** Where a new policy starts: whole documents that are valid as they stand. */
export const STARTERS: readonly { readonly name: string; readonly about: string; readonly yaml: string }[] = [
  {
    name: "Ask a person",
    about: "Every such action waits until somebody approves it.",
    yaml: `apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: deploys-are-approved
  description: A person approves every deployment.
  labels: { risk: high }
spec:
  match: { actions: ["deploy.*"] }
  effect: approve
  approval: { approvers: [role:operator, role:admin, role:owner], expires: 8h, use_within: 15m }
cases:
  - name: a deployment waits
    input: { action_type: deploy.web }
    expect: REQUIRE_APPROVAL
`,
  },
  {
    name: "Allow up to a limit",
    about: "Small ones go through, larger ones wait for a person.",
    yaml: `apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: refund-limits
  description: Small refunds go through, larger ones wait for a person.
  labels: { risk: medium }
spec:
  match: { actions: [refund.issue] }
  require:
    - field: amount
      operator: lte
      value: 500
      remedy: "Ask for at most 500, or wait for a person."
  otherwise: approve
  effect: allow
cases:
  - name: a small refund passes
    input: { action_type: refund.issue, metadata: { amount: 40 } }
    expect: ALLOW
  - name: a large one asks
    input: { action_type: refund.issue, metadata: { amount: 501 } }
    expect: REQUIRE_APPROVAL
  - name: no amount asks
    input: { action_type: refund.issue }
    expect: REQUIRE_APPROVAL
`,
  },
  {
    name: "Never",
    about: "Nobody does this, whatever another policy allows.",
    yaml: `apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: no-production-drops
  description: No agent drops a database in production.
  labels: { risk: critical }
spec:
  match: { actions: [db.drop], environments: [prod] }
  effect: deny
cases:
  - name: denied in production
    input: { action_type: db.drop }
    expect: DENY
  - name: not its business elsewhere
    input: { action_type: db.drop }
    environment: dev
    expect: ALLOW
`,
  },
  {
    name: "Watch first",
    about: "Changes no answer. What it would have said is recorded.",
    yaml: `apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: mail-stays-inside
  description: What would be stopped if mail to many recipients were.
  labels: { risk: medium }
spec:
  mode: monitor
  match: { actions: [email.send] }
  require:
    - { field: recipients, operator: lte, value: 5, remedy: "Send to at most five recipients." }
  effect: guard
cases:
  - name: a few recipients pass
    input: { action_type: email.send, metadata: { recipients: 2 } }
    expect: ALLOW
  - name: a campaign is stopped
    input: { action_type: email.send, metadata: { recipients: 900 } }
    expect: DENY
`,
  },
];
