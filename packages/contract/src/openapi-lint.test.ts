import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, it } from "vitest";
import { createOpenApi } from "./openapi.ts";

it("the OpenAPI document has no problem that a linter knows of", { timeout: 30_000 }, async () => {
  const config = await createConfig({
    extends: ["recommended"],
    rules: {
      "operation-description": "off",
      "operation-summary": "error",
      "tag-description": "error",
      "operation-singular-tag": "error",
      "no-unused-components": "error",
      "no-invalid-schema-examples": "error",
      // Patterns here are Unicode, as JSON Schema says; the linter's are not. openapi.test.ts checks each example against its schema.
      "no-invalid-media-type-examples": "off",
      "operation-parameters-unique": "error",
      // `/policies/library/{name}` beside `/policies/{id}/versions`: ids begin with `pol_`, so `library` is none.
      "no-ambiguous-paths": "off",
      // Health can fail for nobody's fault but ours.
      "operation-4xx-response": "off",
    },
  });
  const problems = await lintFromString({ source: JSON.stringify(createOpenApi()), config });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer})`)).toEqual([]);
});
