import { ROLES } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { memberBlock, rolesToGive } from "./rank.ts";

test("owners can assign every role, admins every role except owner, others none", () => {
  expect(rolesToGive("owner")).toEqual(ROLES);
  expect(rolesToGive("admin")).toEqual(["admin", "operator", "auditor", "member"]);
  for (const role of ["operator", "auditor", "member"] as const) expect(rolesToGive(role)).toEqual([]);
});

test.each([
  { mine: "owner", theirs: "owner", owners: 2, blocked: null },
  { mine: "owner", theirs: "owner", owners: 1, blocked: /only owner/ },
  { mine: "owner", theirs: "owner", owners: null, blocked: null },
  { mine: "owner", theirs: "member", owners: 1, blocked: null },
  { mine: "admin", theirs: "owner", owners: 2, blocked: /Only an owner/ },
  { mine: "admin", theirs: "admin", owners: 1, blocked: null },
  { mine: "operator", theirs: "member", owners: 2, blocked: /Owners and admins/ },
  { mine: "auditor", theirs: "owner", owners: 2, blocked: /Owners and admins/ },
] as const)("$mine changing $theirs with $owners owners", ({ mine, theirs, owners, blocked }) => {
  const reason = memberBlock(mine, { role: theirs }, owners);
  if (blocked === null) expect(reason).toBeNull();
  else expect(reason).toMatch(blocked);
});
