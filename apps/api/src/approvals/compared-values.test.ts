import { describe, expect, test } from "vitest";
import { comparedValues } from "./compared-values.ts";

describe("the values by which similar requests are compared", () => {
  test("are the arguments by path, without the agent's free text and the run", () => {
    const submission = {
      action_type: "refund.issue",
      metadata: { region: "eu", to: { iban: "ES1" }, tags: ["b", "a"], none: null, empty: {} },
      justification: "because",
      summary: "a refund",
      session_id: "s-1",
      model: { name: "m" },
    };
    expect(comparedValues(submission)).toEqual({
      "metadata.region": "eu",
      "metadata.to.iban": "ES1",
      "metadata.tags": '["b","a"]',
      "metadata.none": null,
      "metadata.empty": "{}",
      "model.name": "m",
    });
  });

  test("hide no difference in a long text, beyond the first 32 arguments, or in a name with a dot", () => {
    const of = (metadata: object) => JSON.stringify(comparedValues({ action_type: "a.b", metadata: metadata as never }));
    const long = "x".repeat(200);
    expect(of({ body: `${long}1` })).not.toBe(of({ body: `${long}2` }));
    expect(of({ body: long }).length).toBeLessThan(120);
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at + 10}`, at]));
    expect(of({ ...many, z: 1 })).not.toBe(of({ ...many, z: 2 }));
    expect(of({ "a.b": 1, a: { b: 2 } })).not.toBe(of({ "a.b": 2, a: { b: 2 } }));
    expect(of(JSON.parse('{"__proto__": 1}'))).not.toBe(of({}));
  });
});
