import { expect, test } from "vitest";
import { capabilityProblem, readCapabilities, readLabels, writeLabels } from "./agent-words.ts";

test("capabilities are separated by commas, spaces and lines, each once", () => {
  expect(readCapabilities(" pr.merge, doc.*\npr.merge  *")).toEqual(["pr.merge", "doc.*", "*"]);
});

test.each([
  [[], "at least one"],
  [["PR.merge"], "PR.merge is no action"],
  [["pr.*.x"], "pr.*.x is no action"],
])("%j is refused", (capabilities, problem) => {
  expect(capabilityProblem(capabilities)).toContain(problem);
});

test("what the API takes is fine", () => {
  expect(capabilityProblem(["*", "pr.*", "db:migrate", "a-b.c_d"])).toBeNull();
});

test("labels are read and written as the same text", () => {
  const text = "team=platform, tier=a=b";
  const read = readLabels(text);
  expect(read).toEqual({ ok: true, labels: { team: "platform", tier: "a=b" } });
  expect(read.ok && writeLabels(read.labels)).toBe(text);
  expect(readLabels("Team=x")).toMatchObject({ ok: false });
  expect(readLabels("loose")).toMatchObject({ ok: false });
});
