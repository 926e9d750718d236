import { expect, test } from "vitest";
import { sampleApproval, samplePolicy } from "../testing/sample-approval.ts";
import { summarise } from "./queue-summary.ts";

const request = (agent: string, ...policies: string[]) =>
  sampleApproval({
    requested_by: { id: `agt_${agent}`, name: agent },
    policies: [...policies.map((name) => samplePolicy(name)), samplePolicy("other", { verdict: "allow" })],
  });

const list = [request("deploy", "releases"), request("refunds", "limits", "weekend"), request("refunds", "limits")];

test("requests are counted per agent, the highest number first", () => {
  expect(summarise(list, "agent")).toEqual([
    { id: "agt_refunds", name: "refunds", count: 2 },
    { id: "agt_deploy", name: "deploy", count: 1 },
  ]);
});

test("a request counts for each policy that asked", () => {
  expect(summarise(list, "policy").map(({ name, count }) => [name, count])).toEqual([
    ["limits", 2],
    ["releases", 1],
    ["weekend", 1],
  ]);
});
