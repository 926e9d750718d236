import { expect, it } from "vitest";
import { EMPTY, kindOf, toInput } from "./endpoint-draft.ts";

it.each([
  [{ url: " https://a.test/x ", types: "approval.*, *" }, "", { kind: "webhook", url: "https://a.test/x", types: ["approval.*", "*"] }],
  [{ url: "https://a.test", types: " " }, "xoxb-left-over", { kind: "webhook", types: [] }],
  [
    { kind: "teams", url: "https://left-over.test", name: "ops" },
    " https://a.test/flow?sig=1 ",
    { kind: "teams", url: "https://a.test/flow?sig=1", name: "ops", types: ["approval.requested"] },
  ],
  [
    { kind: "teams", announces: "named", topics: ["halts", "anomalies", "other"] },
    "https://a.test",
    { kind: "teams", types: ["anomaly.detected", "halt.confirmed", "drill.completed"] },
  ],
  [
    { kind: "slack", url: "https://left-over.test", channel: "C024BE91L", announces: "named" },
    " xoxb-1 ",
    { kind: "slack", channel: "C024BE91L", token: "xoxb-1", types: [] },
  ],
])("%j is sent as the kind needs it", (part, credential, expected) => {
  const input = toInput({ ...EMPTY, ...part }, credential);
  expect(input.data).toMatchObject(expected);
  expect(input.data?.kind === "slack" ? input.data.url : input.data?.token).toBeUndefined();
});

it.each([
  [{ kind: "slack", channel: "#ops" }, "xoxb-1", "channel"],
  [{ kind: "slack", channel: "C1" }, "xoxp-1", "token"],
  [{ kind: "teams", url: "" }, "", "url"],
  [{ environments: [] }, "", "environments"],
])("%j with the credential %j is not valid because of %s", (part, credential, path) => {
  const input = toInput({ ...EMPTY, url: "https://a.test", ...part }, credential);
  expect(input.error?.issues.map((issue) => issue.path[0])).toContain(path);
});

it("a stored draft of an unknown kind is a webhook", () => {
  expect(kindOf({ ...EMPTY, kind: "fax" })).toBe("webhook");
});
