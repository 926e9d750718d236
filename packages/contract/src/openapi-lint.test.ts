import { createConfig, lintFromString } from "@redocly/openapi-core";
import { type RulesetDefinition, Spectral } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import { expect, it } from "vitest";
import { createOpenApi } from "./openapi.ts";

it("the OpenAPI document has no problem reported by Redocly", { timeout: 30_000 }, async () => {
  const config = await createConfig({
    extends: ["recommended"],
    rules: {
      "operation-description": "off",
      "operation-summary": "error",
      "tag-description": "error",
      "operation-singular-tag": "error",
      "no-unused-components": "error",
      "no-invalid-schema-examples": "error",
      "no-invalid-media-type-examples": "error",
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

it("the OpenAPI document has no error reported by Spectral", { timeout: 120_000 }, async () => {
  const spectral = new Spectral();
  spectral.setRuleset({
    extends: [[oas as RulesetDefinition, "recommended"]],
    // Redocly validates the examples above in a tenth of the time.
    rules: { "oas3-valid-media-example": "off" },
  });
  const problems = await spectral.run(JSON.parse(JSON.stringify(createOpenApi())));
  const ERROR = 0;
  expect(
    problems.filter(({ severity }) => severity === ERROR).map(({ code, message, path }) => `${code}: ${message} (${path.join("/")})`),
  ).toEqual([]);
});
