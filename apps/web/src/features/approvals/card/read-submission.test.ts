import type { ActionInput } from "@agentlattice/contract";
import { describe, expect, test } from "vitest";
import { readSubmission, writeValue } from "./read-submission.ts";

const full: ActionInput = {
  action_type: "db.migrate",
  metadata: { database: "orders-prod", rows: 12 },
  data_accessed: [{ type: "orders", count: 3 }],
  content: "the text",
  justification: "because",
  before: { a: 1 },
  after: { a: 2 },
  tool: { name: "psql", server: "db", version: "1", arguments: { file: "0142.sql" } },
  model: { name: "m" },
  skill: "migrations",
  memory: { op: "write", scope: "user", class: "internal", key: "k", value: "v" },
  usage: { usd: "1.25" },
  tags: ["t"],
  data_subjects: ["s"],
  session_id: "ses",
  run_id: "run_01h455vb4pex5vsknk084sn02q",
  iteration_index: 2,
  correlation_id: "c",
  parent_event_id: "evt_01h455vb4pex5vsknk084sn02q",
  supports: ["REDACT"],
};

test("every field of a submission that the digest covers is displayed", () => {
  const view = readSubmission(full);
  const shown = [
    "action_type",
    "justification",
    "metadata",
    "tool",
    "before",
    "after",
    "content",
    "data_accessed",
    ...view.rest.map(({ name }) => name),
  ];
  const { supports: _, ...covered } = full;
  expect(shown.sort()).toEqual(Object.keys(covered).sort());
  expect(view.metadata.map(({ name }) => name)).toEqual(["database", "rows"]);
  expect(view.tool?.arguments).toEqual([{ name: "file", value: "0142.sql" }]);
  expect(view.change).toEqual({ before: '{\n  "a": 1\n}', after: '{\n  "a": 2\n}' });
});

test.each<[string, Partial<ActionInput>, boolean]>([
  ["nothing at all", {}, true],
  ["empty metadata", { metadata: {} }, true],
  ["a reason only", { justification: "trust me" }, true],
  ["a tool without arguments", { tool: { name: "psql" } }, true],
  ["a tool with a list", { tool: { name: "psql", arguments: ["x"] } }, false],
  ["metadata", { metadata: { a: 1 } }, false],
  ["an after without a before", { after: "x" }, false],
  ["empty content", { content: "" }, false],
])("detects submissions without arguments: %s", (_, given, bare) => {
  expect(readSubmission({ action_type: "pr.merge", ...given }).bare).toBe(bare);
});

describe("values", () => {
  test.each([
    ["text", "text", false],
    ["5", "5", true],
    [5, "5", false],
    ["true", "true", true],
    [true, "true", false],
    [null, "null", false],
    ["null", "null", true],
    ["", "", true],
    [" padded", " padded", true],
    ["1240.00", "1240.00", true],
  ])("%j is written %s, quoted: %s", (value, text, quoted) => expect(writeValue(value)).toEqual({ text, quoted, block: false }));

  test.each([[{ a: 1 }], [[1, 2]], ["x".repeat(81)], ["two\nlines"]])("%j is displayed as a block", (value) =>
    expect(writeValue(value).block).toBe(true),
  );
});
