import { expect, it } from "vitest";
import { EMPTY, kindOf, toInput } from "./endpoint-draft.ts";

it.each([
  [{ url: " https://a.test/x ", types: "approval.*, *" }, "", { kind: "webhook", url: "https://a.test/x", types: ["approval.*", "*"] }],
  [{ url: "https://a.test", types: " " }, "xoxb-left-over", { kind: "webhook", types: [] }],
  [{ kind: "teams", url: "https://a.test", name: "ops" }, "", { kind: "teams", name: "ops", types: ["approval.requested"] }],
  [
    { kind: "teams", url: "https://a.test", announces: "named", topics: ["halts", "anomalies", "other"] },
    "",
    { kind: "teams", types: ["anomaly.detected", "halt.confirmed", "drill.completed"] },
  ],
  [
    { kind: "slack", url: "https://left-over.test", channel: "C024BE91L", announces: "named" },
    " xoxb-1 ",
    { kind: "slack", channel: "C024BE91L", token: "xoxb-1", types: [] },
  ],
])("%j is sent as the kind needs it", (part, token, expected) => {
  const input = toInput({ ...EMPTY, ...part }, token);
  expect(input.data).toMatchObject(expected);
  expect(input.data?.kind === "slack" ? input.data.url : input.data?.token).toBeUndefined();
});

it.each([
  [{ kind: "slack", channel: "#ops" }, "xoxb-1", "channel"],
  [{ kind: "slack", channel: "C1" }, "xoxp-1", "token"],
  [{ kind: "teams", url: "" }, "", "url"],
  [{ environments: [] }, "", "environments"],
])("%j with the token %j is not valid because of %s", (part, token, path) => {
  const input = toInput({ ...EMPTY, url: "https://a.test", ...part }, token);
  expect(input.error?.issues.map((issue) => issue.path[0])).toContain(path);
});

it("a stored draft of an unknown kind is a webhook", () => {
  expect(kindOf({ ...EMPTY, kind: "fax" })).toBe("webhook");
});
