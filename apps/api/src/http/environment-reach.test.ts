import { PERMISSIONS, ROUTES } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { REACH } from "./environment-reach.ts";

/** Routes that some scope of an organisation key opens. */
const reachable = ROUTES.filter(({ access }) => access !== "public" && PERMISSIONS[access].scope !== null);

test("every route that an organisation key may call states its reach, and no other route does", () => {
  expect(Object.keys(REACH).sort()).toEqual(reachable.map(({ operationId }) => operationId).sort());
});
