import type { Role } from "@agentlattice/contract";

/** What people call a role, and what it is for. */
export const ROLE: Readonly<Record<Role, { readonly name: string; readonly a: string; readonly may: string }>> = {
  owner: { name: "Owner", a: "an owner", may: "Everything, also owners and removing the organisation." },
  admin: { name: "Admin", a: "an admin", may: "Everything but owners and removing the organisation." },
  operator: { name: "Operator", a: "an operator", may: "Decides approvals, delegates, reads the rest." },
  auditor: { name: "Auditor", a: "an auditor", may: "Reads everything, exports the ledger, changes nothing." },
  member: { name: "Member", a: "a member", may: "Manages own agents and drafts policies. Decides nothing." },
};
