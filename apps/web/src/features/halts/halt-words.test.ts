import { expect, test } from "vitest";
import { confirmedOf, formatAfter, nameScope, statusOf } from "./halt-words.ts";

test.each([
  [{ organisation: true } as const, "the organisation"],
  [{ agent: "agt_01h455vb4pex5vsknk084sn02q" }, "refund-desk"],
  [{ action: "refund.*" }, "refund.*"],
  [{ action: "refund.*", environment: "prod" } as const, "refund.* in prod"],
  [{ environment: "dev" } as const, "dev"],
])("%j is %s", (scope, words) => expect(nameScope(scope, "refund-desk")).toBe(words));

test("counts clients, and describes zero in words", () => {
  expect(confirmedOf({ acknowledged_count: 10, outstanding_count: 2, disconnected_count: 0 })).toBe("10 of 12 confirmed stopped");
  expect(confirmedOf({ acknowledged_count: 0, outstanding_count: 0, disconnected_count: 0 })).toBe("No clients were connected");
  expect(confirmedOf({ acknowledged_count: 1, outstanding_count: 0, disconnected_count: 4 })).toBe(
    "1 of 1 confirmed stopped, 4 disconnected",
  );
  expect(formatAfter(612)).toBe("0.61 s");
});

test.each([
  ["confirmed", 0, "Confirmed stopped"],
  ["confirmed", 2, "Connected clients stopped"],
  ["requested", 2, "Requested"],
  ["resumed", 2, "Resumed"],
] as const)("a %s halt with %i disconnected clients is %s", (status, disconnected_count, word) => {
  expect(statusOf({ status, disconnected_count }).word).toBe(word);
});
