import type { Role } from "@agentlattice/contract";

/** The display name and description of each role. */
export const ROLE: Readonly<Record<Role, { readonly name: string; readonly a: string; readonly description: string }>> = {
  owner: { name: "Owner", a: "an owner", description: "Full access, including owners and deleting the organisation." },
  admin: { name: "Admin", a: "an admin", description: "Full access, except owners and deleting the organisation." },
  operator: { name: "Operator", a: "an operator", description: "Decides approvals, manages delegations, reads everything else." },
  auditor: { name: "Auditor", a: "an auditor", description: "Reads everything and exports the ledger. Cannot change anything." },
  member: { name: "Member", a: "a member", description: "Manages own agents and drafts policies. Cannot decide approvals." },
};
