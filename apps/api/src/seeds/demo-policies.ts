/** Nothing is allowed by `*` and nothing is a fallback: what no policy names is denied. */
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
  approval: { expires: 4h, use_within: 15m, reason: required_on_deny }
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
`,
];
