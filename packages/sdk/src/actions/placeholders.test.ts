import { describe, expect, it } from "vitest";
import type { Finding } from "../results.ts";
import type { JsonValue } from "../transport/json.ts";
import { findPlaceholders, restorePlaceholders } from "./placeholders.ts";

const A = "<<EMAIL:9f2c41d07be3a586>>";
const B = "<<PHONE:0f2c41d07be3a586>>";
const at = (path: string, start: number, end: number): Finding => ({
  type: "email",
  category: "pii",
  module: "pii",
  policy: "p",
  severity: "medium",
  confidence: 1,
  path,
  part: "value",
  start,
  end,
});
const find = (sent: JsonValue, effective: JsonValue, findings: Finding[]) => findPlaceholders("content", sent, effective, findings);

describe("the value of a placeholder", () => {
  it.each<[string, JsonValue, JsonValue, Finding[], [string, string][]]>([
    ["one value", "to a@b.org.", `to ${A}.`, [at("content", 3, 10)], [[A, "a@b.org"]]],
    [
      "neighbours",
      "a@b.org+1415",
      `${A}${B}`,
      [at("content", 7, 12), at("content", 0, 7)],
      [
        [A, "a@b.org"],
        [B, "+1415"],
      ],
    ],
    ["beside a credential", "key a@b.org", `[REDACTED:aws] ${A}`, [at("content", 0, 3), at("content", 4, 11)], [[A, "a@b.org"]]],
    ["a number", 4155552671, B, [at("content", 0, 10)], [[B, "4155552671"]]],
    ["the same found twice", "a@b.org", A, [at("content", 0, 7), at("content", 0, 7)], [[A, "a@b.org"]]],
    ["a look-alike before it", `${B} a@b.org`, `<<~${B.slice(2)} ${A}`, [at("content", 27, 34)], [[A, "a@b.org"]]],
    ["inside", { to: ["x", "a@b.org"], "c d": 1 }, { to: ["x", A], "c d": 1 }, [at("content.to[1]", 0, 7)], [[A, "a@b.org"]]],
    ["below a quoted name", { "c d": "a@b.org" }, { "c d": A }, [at('content["c d"]', 0, 7)], [[A, "a@b.org"]]],
  ])("%s", (_, sent, effective, findings, known) => {
    expect(find(sent, effective, findings)).toEqual(known);
  });

  it.each<[string, JsonValue, JsonValue, Finding[]]>([
    ["overlapping findings", "a@b.org/key", `${A}`, [at("content", 0, 7), at("content", 5, 11)]],
    ["a text that is another one", "to a@b.org", `for ${A}`, [at("content", 3, 10)]],
    ["an answer without the path", "to a@b.org", `to ${A}`, []],
    ["a placeholder that a user typed", A, A, []],
    ["a name that was redacted", { "a@b.org": "a@b.org" }, { [A]: A }, [at(`content[${JSON.stringify(A)}]`, 0, 7)]],
  ])("leaves out %s", (_, sent, effective, findings) => {
    expect(find(sent, effective, findings)).toEqual([]);
  });
});

it("restores known values and unescapes look-alikes", () => {
  expect(restorePlaceholders(`${A} ${B} <<~${A.slice(2)}`, new Map([[A, "a@b.org"]]))).toBe(`a@b.org ${B} ${A}`);
});
