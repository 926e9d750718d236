import { expect, test } from "vitest";
import { z } from "zod";
import { json } from "./primitives.ts";
import { anyCharacters, pathsOfNul } from "./stored-text.ts";

const schema = z.strictObject({
  name: z.string().optional(),
  trimmed: z
    .string()
    .transform((text) => text.trim())
    .optional(),
  list: z.array(z.string()).default([]),
  pair: z.tuple([z.string(), z.number()]).nullable().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  either: z.union([z.string(), z.strictObject({ name: z.string() })]).optional(),
  free: json.optional(),
  metadata: z.record(z.string(), json).optional(),
  content: anyCharacters(z.string()).optional(),
});

test.each([
  [{ name: "a\0b" }, ["name"]],
  [{ trimmed: "\0" }, ["trimmed"]],
  [{ list: ["a", "\0"] }, ["list.1"]],
  [{ pair: ["\0", 1] }, ["pair.0"]],
  [{ labels: { team: "\0" } }, ["labels.team"]],
  [{ labels: { "te\0am": "a" } }, ["labels.te\0am"]],
  [{ either: "\0" }, ["either"]],
  [{ either: { name: "\0" } }, ["either.name"]],
  [{ name: "\0", list: ["\0"] }, ["name", "list.0"]],
  [{ name: "plain \u0001 \ufffd", list: [] }, []],
  [{ free: { a: ["\0"] }, metadata: { "\0": "\0" }, content: "\0" }, []],
])("%j: %j", (value, paths) => {
  expect(schema.safeParse(value).success).toBe(true);
  expect(pathsOfNul(schema, value).map((path) => path.join("."))).toEqual(paths);
});
