import { expect, test } from "vitest";
import { memberBlock } from "./member-block.ts";

const owner = { can: ["members:write", "owners:write"], environments: [], assignable_roles: ["owner", "admin", "member"] } as const;
const admin = { can: ["members:write"], environments: [], assignable_roles: ["admin", "member"] } as const;
const auditor = { can: ["members:read"], environments: [], assignable_roles: [] } as const;

test.each([
  { by: "an owner", you: owner, role: "owner", can: ["changeMember", "removeMember"], reason: null },
  { by: "the only owner", you: owner, role: "owner", can: [], reason: /only owner/ },
  { by: "an admin", you: admin, role: "owner", can: [], reason: /Only an owner/ },
  { by: "an admin", you: admin, role: "admin", can: ["changeMember", "removeMember"], reason: null },
  { by: "an auditor", you: auditor, role: "member", can: [], reason: /Owners and admins/ },
] as const)("$by changing an $role", ({ you, role, can, reason }) => {
  const copy = { can: [...you.can], environments: [], assignable_roles: [...you.assignable_roles] };
  const block = memberBlock(copy, { role, you: { can: [...can] } });
  if (reason === null) expect(block).toBeNull();
  else expect(block).toMatch(reason);
});
