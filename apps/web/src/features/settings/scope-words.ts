import { ORG_KEY_SCOPES, type OrgKeyScope } from "@agentlattice/contract";

const SCOPE: Readonly<Record<OrgKeyScope, string>> = {
  "policies:read": "Read policies and their versions",
  "policies:write": "Draft policies",
  "policies:publish": "Publish policies",
  "agents:write": "Create agents and their keys",
  "delegations:write": "List and revoke delegations",
  "audit:read": "Read the ledger and its proofs",
  "audit:export": "Export the ledger and read payloads",
  "posture:read": "Read the posture",
  "permits:consume": "Consume permits at a gateway",
};

export const SCOPES = ORG_KEY_SCOPES.map((value) => ({ value, text: SCOPE[value] }));
