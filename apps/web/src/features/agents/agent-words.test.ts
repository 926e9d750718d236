import { expect, test } from "vitest";
import { capabilityProblem, readCapabilities, readLabels, writeLabels } from "./agent-words.ts";

test("reads capabilities separated by commas, spaces and lines without duplicates", () => {
  expect(readCapabilities(" pr.merge, doc.*\npr.merge  *")).toEqual(["pr.merge", "doc.*", "*"]);
});

test.each([
  [[], "at least one"],
  [["PR.merge"], "PR.merge is not an action"],
  [["pr.*.x"], "pr.*.x is not an action"],
])("%j is refused", (capabilities, problem) => {
  expect(capabilityProblem(capabilities)).toContain(problem);
});

test("accepts capabilities that the API accepts", () => {
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
