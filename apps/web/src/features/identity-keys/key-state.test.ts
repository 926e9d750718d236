import { expect, it } from "vitest";
import { findKeyProblem, stateOf } from "./key-state.ts";

const NOW = Date.parse("2026-11-21T08:00:00.000Z");
const OTHER = "aik_01h455vb4pex5vsknk084sn02q";

it.each([
  ["active", { ends_at: null, replaced_by: null }],
  ["rotated, ends in 1 h 0", { ends_at: "2026-11-21T09:00:00.000Z", replaced_by: OTHER }],
  ["rotated, ended", { ends_at: "2026-11-21T07:59:59.000Z", replaced_by: OTHER }],
  ["revoked", { ends_at: "2026-11-21T08:00:00.000Z", replaced_by: null }],
])("is %s", (text, key) => {
  expect(stateOf(key, NOW).text.startsWith(text)).toBe(true);
});

it.each([
  ["", "Enter the public key."],
  ["AAAA", "A public key is 32 bytes as base64: 43 characters and =."],
  [` ${"A".repeat(43)}= `, null],
])("checks the public key %j", (text, problem) => {
  expect(findKeyProblem(text)).toBe(problem);
});
