import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "./app-error.ts";
import { parseInput } from "./parse-input.ts";

const schema = z.strictObject({
  name: z.string().min(1).max(3).optional(),
  list: z.array(z.string()).min(2).optional(),
  days: z.number().int().min(1).max(366).optional(),
  format: z.enum(["ndjson", "csv"]).optional(),
  only: z.literal("x").optional(),
  own: z.string().regex(/^a/, "must begin with a").optional(),
});

function said(value: unknown): string {
  try {
    parseInput(schema, value);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  throw new Error("it was taken");
}

describe("a refusal", () => {
  it.each<[unknown, string]>([
    [{ name: "" }, "name: must have at least 1 character."],
    [{ name: "abcd" }, "name: must have at most 3 characters."],
    [{ list: ["a"] }, "list: must have at least 2 items."],
    [{ list: ["a", 1] }, "list.1: must be a string."],
    [{ days: 0 }, "days: must be at least 1."],
    [{ days: 1000 }, "days: must be at most 366."],
    [{ days: 1.5 }, "days: must be a whole number."],
    [{ format: "pdf" }, "format: must be one of ndjson, csv."],
    [{ only: "y" }, "only: must be x."],
    [{ own: "b" }, "own: must begin with a."],
    [{ other: 1 }, "other: is not a field of this request."],
    [null, "The request: must be an object."],
  ])("of %j says %j", (value, text) => {
    expect(said(value)).toBe(text);
  });

  it("never repeats what was sent", () => {
    expect(said({ format: "hunter2" })).not.toContain("hunter2");
  });
});
