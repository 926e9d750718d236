import type { Policy } from "@agentlattice/core/policy";
import { expect, it } from "vitest";
import { unreachableNotes } from "./unreachable-notes.ts";

const endpoint = (kind: string, name: string, environments: readonly string[] = ["prod"]) => ({ kind, name, environments });
const REACH = { endpoints: [endpoint("slack", "ops"), endpoint("teams", "ops"), endpoint("webhook", "dev", ["dev"])], personal: [] };
const asks = (notify: readonly string[] | undefined, environments?: readonly string[]): Policy =>
  ({
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata: { name: "asks" },
    spec: {
      match: { actions: ["*"], ...(environments ? { environments } : {}) },
      effect: "approve",
      ...(notify ? { approval: { notify } } : {}),
    },
  }) as Policy;

it("returns no note for a policy that names existing channels or none", () => {
  expect(unreachableNotes(asks(undefined), REACH)).toEqual([]);
  expect(unreachableNotes(asks(["console", "slack:#ops", "slack:ops", "teams:ops", "webhook:dev"]), REACH)).toEqual([]);
  expect(unreachableNotes(asks(["email"]), { ...REACH, personal: ["email"] })).toEqual([]);
});

it.each([
  ["email", /^email sends nothing: this server has no mail server/],
  ["slack", /^slack sends nothing: .* Name a channel such as slack:#ops\.$/],
  ["push", /^push sends nothing: /],
  ["slack:#sales", /^slack:#sales sends nothing: no enabled Slack channel named sales receives/],
  ["teams:sales", /no enabled Teams channel named sales/],
  ["webhook:ops", /no enabled webhook named ops/],
])("returns a note for %s, because nothing would be sent", (value, message) => {
  expect(unreachableNotes(asks(["console", value]), REACH)).toEqual([
    { path: "spec.approval.notify[1]", message: expect.stringMatching(message) },
  ]);
});

it("ignores an endpoint of other environments", () => {
  expect(unreachableNotes(asks(["webhook:dev"], ["prod"]), REACH)).toHaveLength(1);
  expect(unreachableNotes(asks(["webhook:dev"], ["prod", "dev"]), REACH)).toEqual([]);
});
