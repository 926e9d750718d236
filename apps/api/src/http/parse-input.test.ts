import { timeText } from "@agentlattice/core/input";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "./app-error.ts";
import { parseInput } from "./parse-input.ts";

const schema = z.strictObject({
  name: z.string().min(1).max(3).optional(),
  list: z.array(z.string()).min(2).optional(),
  days: z.number().int().min(1).max(366).optional(),
  sum: z.number().positive().optional(),
  format: z.enum(["ndjson", "csv"]).optional(),
  only: z.literal("x").optional(),
  since: timeText.optional(),
  own: z.string().regex(/^a/, "must begin with a").optional(),
  tool: z.union([z.string().max(3), z.strictObject({ name: z.string() })]).optional(),
  facts: z.record(z.string().max(8), z.unknown()).optional(),
});

function refusal(value: unknown): AppError {
  try {
    parseInput(schema, value);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

const said = (value: unknown) => refusal(value).message;

describe("a validation error", () => {
  it.each<[unknown, string]>([
    [{ name: "" }, "name: must have at least 1 character."],
    [{ name: "abcd" }, "name: must have at most 3 characters."],
    [{ list: ["a"] }, "list: must have at least 2 items."],
    [{ list: ["a", 1] }, "list.1: must be a string."],
    [{ days: 0 }, "days: must be at least 1."],
    [{ sum: 0 }, "sum: must be more than 0."],
    [{ days: 1000 }, "days: must be at most 366."],
    [{ days: 1.5 }, "days: must be a whole number."],
    [{ format: "pdf" }, "format: must be one of ndjson, csv."],
    [{ only: "y" }, "only: must be x."],
    [{ own: "b" }, "own: must begin with a."],
    [{ since: "2026-02-30T00:00:00Z" }, "since: must be a time such as 2026-11-21T08:00:00Z."],
    [{ other: 1 }, "other: is not a field of this request."],
    [null, "The request: must be an object."],
    [{ tool: 1 }, "tool: must be a string or an object."],
    [{ tool: "abcd" }, "tool: must have at most 3 characters."],
    [{ tool: { name: 1 } }, "tool.name: must be a string."],
    [{ tool: { name: "a", other: 1 } }, "tool.other: is not a field of this request."],
    [{ facts: { "a long name": 1 } }, "facts.a long name: cannot be a name here: it must have at most 8 characters."],
  ])("for %j is %j", (value, text) => {
    expect(said(value)).toBe(text);
  });

  it("never repeats the input", () => {
    expect(said({ format: "hunter2" })).not.toContain("hunter2");
  });

  it("names a missing required field", () => {
    expect(() => parseInput(z.strictObject({ any: z.unknown() }), {})).toThrow("any: is missing.");
  });

  it("is short for any number of errors", () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, 1]));
    const { errors } = refusal({ ...many, list: [1], format: 1 }).options;
    expect(errors).toHaveLength(20);
    expect(refusal({ tool: { name: 1, ...many } }).options.errors).toHaveLength(20);
    const { errors: named } = refusal({ facts: { ["\u0000".repeat(1_000)]: 1 }, ["k".repeat(100_000)]: 1 }).options;
    expect(named?.map(({ path }) => path)).toEqual([`facts.${"?".repeat(64)}`, "k".repeat(64)]);
  });
});
