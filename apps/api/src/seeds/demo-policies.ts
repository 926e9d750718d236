/** The demo's policies. None of them matches `*`, so actions that no policy names are denied. */
export const DEMO_POLICIES: readonly string[] = [
  `# Every merge waits for a person. It is the first thing to try:
#   npx agentlattice gate pr.merge
apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: merges-are-reviewed
  description: A person looks at every merge.
  owner: platform
  labels: { risk: low }
spec:
  match: { actions: [pr.merge] }
  effect: approve
cases:
  - name: every merge waits
    input: { action_type: pr.merge, metadata: { repo: acme/web, pr: 42 } }
    expect: REQUIRE_APPROVAL
`,
  `apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: small-refunds
  description: Small refunds go through, larger ones wait for a person.
  owner: support
  labels: { risk: medium }
spec:
  match: { actions: [refund.issue] }
  require:
    - { field: amount, operator: lt, value: 100, remedy: "Ask for less than 100, or wait for a person." }
  otherwise: approve
  effect: allow
  approval:
    summary: "Refund {amount} {currency} for order {order}"
    grants: { allow: true, max: 24h, max_count: 20, max_sum: 2000 }
cases:
  - name: a small refund goes through
    input: { action_type: refund.issue, metadata: { amount: 40 } }
    expect: ALLOW
  - name: 100 is not small
    input: { action_type: refund.issue, metadata: { amount: 100 } }
    expect: REQUIRE_APPROVAL
  - name: an amount that is not given waits for a person
    input: { action_type: refund.issue }
    expect: REQUIRE_APPROVAL
`,
  `apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: migrations-need-approval
  description: Schema changes are decided by a person who says why when they refuse.
  owner: platform
  labels: { risk: high }
spec:
  match: { actions: [db.migrate] }
  effect: approve
  approval:
    expires: 4h
    use_within: 15m
    reason: required_on_deny
    summary: "Migrate {database}, {rows_affected} rows: {migration}"
cases:
  - name: a migration waits
    input: { action_type: db.migrate, metadata: { database: orders } }
    expect: REQUIRE_APPROVAL
`,
  `apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: mail-to-customers
  description: Answers to single customers, never a campaign.
  owner: support
  labels: { risk: medium }
spec:
  match: { actions: [email.send] }
  require:
    - { field: audience, operator: in, value: [customer, partner], remedy: "Write to the customer who asked, not to a list." }
    - { field: recipients, operator: lte, value: 5, remedy: "Send to at most five recipients." }
  effect: allow
cases:
  - name: an answer to one customer
    input: { action_type: email.send, metadata: { audience: customer, recipients: 1 } }
    expect: ALLOW
  - name: a campaign
    input: { action_type: email.send, metadata: { audience: everyone, recipients: 4200 } }
    expect: DENY
  - name: too many at once
    input: { action_type: email.send, metadata: { audience: partner, recipients: 6 } }
    expect: DENY
`,
  `apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: secrets-stay-sealed
  description: No agent reads a secret.
  owner: security
  labels: { risk: critical }
spec:
  match: { actions: [secrets.read] }
  effect: deny
cases:
  - name: nobody reads a secret
    input: { action_type: secrets.read, metadata: { path: payments/stripe } }
    expect: DENY
`,
  `apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: docs-are-open
  description: Reading documentation needs nobody.
  owner: platform
  labels: { risk: low }
spec:
  match: { actions: [doc.read] }
  effect: allow
cases:
  - name: a page is read
    input: { action_type: doc.read, metadata: { page: runbooks/restore } }
    expect: ALLOW
`,
  `apiVersion: agentlattice/v1
kind: Policy
metadata:
  name: model-spend
  description: Calls of models stay within caps per run, agent and organisation.
  owner: platform
  labels: { risk: low }
spec:
  match: { actions: ["model.*"] }
  effect: allow
  limits:
    - { budget: { usd: "600.00", per: month, warn_at: [0.5, 0.8] }, by: organisation }
    - { budget: { usd: "60.00", per: week, warn_at: [0.5, 0.8, 1] } }
    - { budget: { usd: "5.00", tokens: 400000, per: run, warn_at: [0.8] } }
cases:
  - name: a call of a model is allowed
    input: { action_type: model.call, usage: { usd: "0.02" } }
    expect: ALLOW
`,
];
