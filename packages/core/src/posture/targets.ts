interface AuditFilters {
  readonly kind?: string;
  readonly action?: string;
  readonly agent?: string;
  readonly status?: string;
  readonly from?: string;
}

/** The view that shows the items behind a number. The API turns it into a console path. */
export type Target =
  | { readonly view: "agents" | "new_agent" | "policies" | "new_policy" | "invite" | "members" | "organisation_keys" }
  | { readonly view: "verify_ledger" | "export_ledger" }
  | { readonly view: "agent" | "policy"; readonly id: string }
  | { readonly view: "approvals"; readonly tab?: "decided" }
  | { readonly view: "audit"; readonly filters: AuditFilters };

export const TARGETS = {
  agent: (id: string): Target => ({ view: "agent", id }),
  agents: (): Target => ({ view: "agents" }),
  newAgent: (): Target => ({ view: "new_agent" }),
  approvals: (tab?: "decided"): Target => (tab ? { view: "approvals", tab } : { view: "approvals" }),
  audit: (filters: AuditFilters = {}): Target => ({ view: "audit", filters }),
  verifyLedger: (): Target => ({ view: "verify_ledger" }),
  exportLedger: (): Target => ({ view: "export_ledger" }),
  policies: (): Target => ({ view: "policies" }),
  newPolicy: (): Target => ({ view: "new_policy" }),
  policy: (id: string): Target => ({ view: "policy", id }),
  invite: (): Target => ({ view: "invite" }),
  members: (): Target => ({ view: "members" }),
  orgKeys: (): Target => ({ view: "organisation_keys" }),
} as const;
