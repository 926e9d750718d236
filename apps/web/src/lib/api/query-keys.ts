/** Names of what is held from the API. Live entries refresh by these names. */
export const queryKeys = {
  approvals: (list?: string) => (list ? ["approvals", list] : ["approvals"]),
  reviews: () => ["review"],
  review: (id: string) => ["review", id],
  checkpoint: () => ["checkpoint"],
  agents: () => ["agents"],
  entries: (filters: { kind: string | null; action: string | null }) => ["entries", filters],
  policies: (filters?: Readonly<Record<string, string>>) => (filters ? ["policies", filters] : ["policies"]),
  anyPolicy: () => ["policy"],
  policy: (id: string) => ["policy", id],
  policyVersions: (id: string) => ["policy", id, "versions"],
  policyVersion: (id: string, version: number | null) => ["policy version", id, version],
  policyDiff: (id: string, from: number | null, to: number) => ["policy", id, "diff", from, to],
  latestEntries: () => ["entries", "latest"],
  overview: (window?: string) => (window ? ["overview", window] : ["overview"]),
  posture: (part?: string) => (part ? ["posture", part] : ["posture"]),
  proof: (seq: number) => ["proof", seq],
} as const;
