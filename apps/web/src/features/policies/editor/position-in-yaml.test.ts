import { expect, it } from "vitest";
import { positionInYaml } from "./position-in-yaml.ts";

it.each<[string, string[], string | null]>([
  ["", [], null],
  ["spec:\n  ", ["spec"], null],
  ["spec:\n  effect: ", ["spec"], "effect"],
  ["spec:\n  match: { actions: [a], ", ["spec", "match"], null],
  ["spec:\n  match: { environments: [", ["spec", "match", "environments"], "environments"],
  ["spec:\n  require:\n    - field: amount\n      ", ["spec", "require"], null],
  ["spec:\n  require:\n    - field: amount\n      operator: ", ["spec", "require"], "operator"],
  ["spec:\n  require:\n    - { field: amount, operator: ", ["spec", "require"], "operator"],
  ["spec:\n  require:\n    - any:\n        - ", ["spec", "require", "any"], null],
  ["metadata:\n  name: x\nspec:\n  mode: ", ["spec"], "mode"],
  ["cases:\n  - name: a\n    input: { ", ["cases", "input"], null],
  ["cases:\n  - name: a\n    expect: ", ["cases"], "expect"],
])("%j", (text, path, keyOf) => {
  expect(positionInYaml(text.split("\n"))).toEqual({ path, keyOf });
});
