import { expect, it } from "vitest";
import { z } from "zod";
import { documentOf, readCaseFiles } from "../test/case-files.ts";
import { policyJsonSchema } from "./json-schema.ts";

const schema = z.fromJSONSchema(policyJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
const document = (spec: object) => ({ apiVersion: "agentlattice/v1", kind: "Policy", metadata: { name: "p" }, spec });

it("the schema file matches the schema (npx vitest run --project unit json-schema -u writes it)", async () => {
  await expect(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`).toMatchFileSnapshot("../../../../../docs/policy.schema.json");
});

it("accepts every document of the cases", () => {
  const documents = readCaseFiles().flatMap(({ cases }) => cases.flatMap((one) => ("policies" in one ? one.policies.map(documentOf) : [])));
  expect(documents.length).toBeGreaterThan(100);
  for (const one of documents) expect(schema.safeParse(one).error, JSON.stringify(one)).toBeUndefined();
});

it.each([
  ["no effect", { match: { actions: ["a"] } }],
  ["an unknown key", { match: { actions: ["a"] }, effect: "allow", efect: "deny" }],
  ["an operator that does not exist", { match: { actions: ["a"] }, effect: "allow", require: [{ field: "a", operator: "<", value: 1 }] }],
  ["an invalid comparison in not", { match: { actions: ["a"] }, effect: "allow", when: { not: { all: [{ field: "x" }] } } }],
  ["an unknown module", { match: { actions: ["a"] }, effect: "allow", modules: { secret: {} } }],
  ["an invalid clock", { match: { actions: ["a"] }, effect: "approve", approval: { expires: "soon" } }],
  ["an invalid window", { match: { actions: ["a"] }, effect: "guard", modules: { loop: { window: "10 minutes" } } }],
  ["a limit of an unknown kind", { match: { actions: ["a"] }, effect: "allow", limits: [{ quota: 1 }] }],
])("refuses %s", (_, spec) => {
  expect(schema.safeParse(document(spec)).success).toBe(false);
});
