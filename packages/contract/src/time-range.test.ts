import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ROUTES, type Route } from "./index.ts";
import { orderedRange, rangeEnd, timeRange } from "./time-range.ts";

const text = z.string().optional();
const SCHEMAS = {
  times: orderedRange(z.strictObject(timeRange)),
  places: orderedRange(z.strictObject({ from: text, to: text })),
  numbers: orderedRange(z.strictObject({ from: z.number(), to: z.number() })),
};

describe("a range", () => {
  it.each<[keyof typeof SCHEMAS, string | number, string | number]>([
    ["times", "2026-11-22", "2026-11-21"],
    ["times", "2026-11-21T08:00:00Z", "2026-11-21T07:59:59.999Z"],
    ["times", "2026-11-21T08:00:00+02:00", "2026-11-21T05:59:59Z"],
    ["times", "2026-11-22T00:00:00Z", "2026-11-21"],
    ["places", "10", "9"],
    ["numbers", 1, 0],
  ])("of %s from %s to %s is refused at its end", (kind, from, to) => {
    expect(SCHEMAS[kind].safeParse({ from, to }).error?.issues).toMatchObject([{ path: ["to"], message: "must not be before from" }]);
  });

  it.each<[keyof typeof SCHEMAS, string | undefined, string | undefined]>([
    ["times", "2026-11-21", "2026-11-21"],
    ["times", "2026-11-21T08:00:00+02:00", "2026-11-21T06:00:00Z"],
    ["times", "2026-11-21T08:00:00Z", "2026-11-21T08:00:00Z"],
    ["times", "2026-11-21T23:59:59.999Z", "2026-11-21"],
    ["places", "9", "10"],
    ["places", "9", "2026-11-21T08:00:00Z"],
    ["places", "2026-11-21T08:00:00Z", "9"],
    ["times", "2026-11-21", undefined],
    ["times", undefined, "2026-11-21"],
    ["times", undefined, undefined],
  ])("of %s from %s to %s is allowed", (kind, from, to) => {
    expect(SCHEMAS[kind].safeParse({ from, to }).success).toBe(true);
  });

  it.each(["1969-12-31", "0000-01-01", "9999-12-31T23:59:59-00:01", "2026-02-30", "26-11-21", "1", "now", ""])(
    "does not begin at %s",
    (from) => {
      expect(SCHEMAS.times.safeParse({ from }).error?.issues).toMatchObject([
        { path: ["from"], message: expect.stringMatching(/^must be/) },
      ]);
    },
  );

  it.each([
    ["2026-11-21", "2026-11-22T00:00:00.000Z"],
    ["2026-11-21T08:00:00Z", "2026-11-21T08:00:00.001Z"],
    ["2026-11-21T08:00:00.250+02:00", "2026-11-21T06:00:00.251Z"],
    ["9999-12-31", "9999-12-31T23:59:59.999Z"],
  ])("that includes %s ends before %s", (to, end) => {
    expect(new Date(rangeEnd(to)).toISOString()).toBe(end);
  });

  it("reports only that a bound is no time when it is invalid", () => {
    expect(SCHEMAS.times.safeParse({ from: "2026-11-22", to: "then" }).error?.issues).toHaveLength(1);
  });
});

/** The members of the queries of routes with a range: its two bounds and other members that are required. */
const RANGES = (ROUTES as readonly Route[]).flatMap(({ operationId, query, body }) =>
  [query, body].flatMap((schema) => {
    if (!(schema instanceof z.ZodObject) || !("from" in schema.shape && "to" in schema.shape)) return [];
    return [[operationId, schema] as const];
  }),
);
/** Routes whose `from` and `to` are no range: versions and sizes to compare, and a time beside a person. */
const NO_RANGE = ["diffPolicy", "proveConsistency", "createHandover"];
/** Routes whose range is between two entries, and those of backtests, which take exact times. */
const NO_DATES = ["verifyLedger", "proveRange", "backtestDocument", "backtestPolicy"];
const REVERSED = [
  { from: "2026-11-22T00:00:00Z", to: "2026-11-20T00:00:00Z" },
  { from: "9", to: "3" },
];

it.each(RANGES.filter(([operationId]) => !NO_RANGE.includes(operationId)))("%s refuses a range that ends before it begins", (_, schema) => {
  const refusals = REVERSED.flatMap((reversed) => schema.safeParse(reversed).error?.issues ?? []);
  expect(refusals.map(({ path, message }) => [path.join("."), message])).toContainEqual(["to", "must not be before from"]);
});

it.each(RANGES.filter(([operationId]) => !NO_RANGE.includes(operationId) && !NO_DATES.includes(operationId)))(
  "%s takes a day as both bounds, and times",
  (_, schema) => {
    for (const bound of ["2026-11-21", "2026-11-21T08:00:00Z"]) {
      const issues = schema.safeParse({ from: bound, to: bound }).error?.issues ?? [];
      expect(issues.filter(({ path }) => path[0] === "from" || path[0] === "to")).toEqual([]);
    }
  },
);

it("lists every route with a range", () => {
  expect(RANGES.map(([operationId]) => operationId)).toEqual(
    expect.arrayContaining(["listRuns", "listDecisions", "listAuditEvents", ...NO_RANGE]),
  );
});
