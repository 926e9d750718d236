/** Names of what is held from the API. Live entries refresh by these names. */
export const queryKeys = {
  approvals: (list?: string) => (list ? ["approvals", list] : ["approvals"]),
  reviews: () => ["review"],
  review: (id: string) => ["review", id],
  checkpoint: () => ["checkpoint"],
  agents: () => ["agents"],
  entries: (filters: { kind: string | null; action: string | null }) => ["entries", filters],
  proof: (seq: number) => ["proof", seq],
} as const;
