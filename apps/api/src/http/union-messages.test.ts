import { HaltInput, ROUTES, type Route } from "@agentlattice/contract";
import { LIFECYCLE_TYPES } from "@agentlattice/core/settle";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "./app-error.ts";
import { parseInput } from "./parse-input.ts";

type Schema = z.core.$ZodType;
type Shape = Record<string, Schema>;

/** Lists every schema inside another. */
function* schemasIn(schema: Schema, path: string, seen: Set<Schema> = new Set()): Generator<[path: string, schema: Schema]> {
  if (seen.has(schema)) return;
  seen.add(schema);
  yield [path, schema];
  const def = (schema as z.core.$ZodTypes)._zod.def as unknown as {
    type: string;
    shape?: Shape;
    element?: Schema;
    valueType?: Schema;
    innerType?: Schema;
    in?: Schema;
    options?: Schema[];
  };
  for (const [key, member] of Object.entries(def.shape ?? {})) yield* schemasIn(member, `${path}.${key}`, seen);
  for (const inner of [def.element, def.valueType, def.innerType, def.in, ...(def.options ?? [])])
    if (inner && typeof inner === "object" && "_zod" in inner) yield* schemasIn(inner, path, seen);
}

const INPUTS = (ROUTES as readonly Route[]).flatMap(({ operationId, body, query }) =>
  [body, query].flatMap((schema) => (schema ? [...schemasIn(schema, operationId)] : [])),
);
const typeOf = (schema: Schema) => (schema as z.core.$ZodTypes)._zod.def.type;
const UNIONS = INPUTS.filter(([, schema]) => typeOf(schema) === "union") as [string, z.ZodType & { options: z.ZodType[] }][];
/** Returns the member that names an option of a discriminated union. */
function kindOf(union: Schema, option: Schema): Record<string, unknown> {
  const { discriminator } = (union as z.core.$ZodTypes)._zod.def as { discriminator?: string };
  if (discriminator === undefined) return {};
  const { values } = (shapeOf(option)[discriminator] as unknown as { _zod: { def: { values: unknown[] } } })._zod.def;
  return { [discriminator]: values[0] };
}
const shapeOf = (schema: Schema): Shape => ((schema as z.core.$ZodTypes)._zod.def as { shape?: Shape }).shape ?? {};

function errorsOf(schema: z.ZodType, value: unknown) {
  try {
    parseInput(schema, value);
  } catch (error) {
    if (error instanceof AppError) return error.options.errors ?? [];
    throw error;
  }
  throw new Error("it was accepted");
}

describe("the unions of the contract", () => {
  const objects = UNIONS.flatMap(([path, union]) =>
    union.options.flatMap((option) => Object.keys(shapeOf(option)).map((key) => [path, key, union, kindOf(union, option)] as const)),
  );

  it("are found", () => {
    expect(objects.map(([path, key]) => `${path} ${key}`)).toEqual(
      expect.arrayContaining(["createHalt.scope organisation", "createHalt.scope environment", "recordRunEvents.events type"]),
    );
  });

  // A value that no member accepts.
  const WRONG = Symbol("wrong");
  it.each(objects)("%s: a wrong %s is reported at its own path", (_path, key, union, kind) => {
    const meantKey = union.options.map((option) => shapeOf(option)[key]).filter((member) => member !== undefined);
    if (meantKey.some((member) => z.safeParse(member, WRONG).success)) return;
    const paths = errorsOf(union, { ...kind, [key]: WRONG }).map(({ path }) => path.split(".")[0]);
    const meant = union.options.filter((option) => shapeOf(option)[key]);
    for (const path of paths) expect(meant.some((option) => path === "" || shapeOf(option)[path as string])).toBe(true);
    expect(paths).toContain(key);
  });

  const scalars = UNIONS.filter(([, union]) => union.options.every((option) => Object.keys(shapeOf(option)).length === 0));
  it.each(scalars)("%s: a wrong value is answered with every form", (_, union) => {
    for (const wrong of ["\u0001 no", "2026-13-45", {}]) {
      if (union.safeParse(wrong).success) continue;
      const [{ message } = { message: "" }] = errorsOf(union, wrong);
      expect(message).toMatch(/^must be|^must have/);
      expect(message).not.toContain("regex");
    }
  });
});

describe("the scope of a halt", () => {
  const id = "agt_01h455vb4pex5vsknk084sn02q";
  it.each<[unknown, string, string]>([
    [{ environment: "mars" }, "scope.environment", "must be one of prod, staging, dev"],
    [{ organisation: false }, "scope.organisation", "must be true"],
    [{ agent: "me" }, "scope.agent", `must be an id such as ${id}`],
    [{ action: "pr.*", environment: "mars" }, "scope.environment", "must be one of prod, staging, dev"],
    [{ action: "pr.*", agent: id }, "scope", "must have only one of action, agent"],
    [{ organisation: true, environment: "prod" }, "scope", "must have only one of organisation, environment"],
    [{}, "scope", "must have one of organisation, agent, action, environment"],
    [{ enviroment: "prod" }, "scope", "must have one of organisation, agent, action, environment"],
    ["prod", "scope", "must be an object"],
  ])("%j is refused at %s: %s", (scope, path, message) => {
    const [first] = errorsOf(HaltInput, { scope, reason: "test" });
    expect(first).toEqual({ path, message });
  });
});

it.each(UNIONS)("%s: names that every object inherits are refused", (_, union) => {
  const inherited = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== "__proto__");
  const value = Object.fromEntries(inherited.map((name) => [name, 1]));
  if (!union.safeParse(value).success) expect(errorsOf(union, value).length).toBeGreaterThan(0);
});

it("an unknown type of event is answered with the types", () => {
  const reported = (ROUTES as readonly Route[]).find(({ operationId }) => operationId === "recordRunEvents")?.body as z.ZodType;
  expect(errorsOf(reported, { events: [{ type: "run.begun" }] })).toEqual([
    { path: "events.0.type", message: `must be one of ${LIFECYCLE_TYPES.join(", ")}` },
  ]);
});

describe("every text with a pattern", () => {
  const patterns = INPUTS.flatMap(([path, schema]) =>
    ((schema as z.core.$ZodTypes)._zod.def.checks ?? []).flatMap((check) => {
      const { def } = check._zod as { def: z.core.$ZodCheckDef & { format?: string; error?: unknown } };
      return def.check === "string_format" && def.format === "regex" ? [[path, def.error] as const] : [];
    }),
  );
  it.each(patterns)("%s has its own message", (_, error) => expect(error).toBeDefined());
});

describe("times", () => {
  const isTime = (schema: Schema) => /^date|^time/.test(String((schema as z.ZodType).meta()?.format ?? ""));
  const isText = ([, schema]: [string, Schema]) => ["string", "union"].includes(typeOf(schema));
  const first = new Map(INPUTS.filter(isText).toReversed());
  const times = [...first].filter(
    ([path, schema]) => isTime(schema) || (typeOf(schema) === "string" && /\.(from|to|until|at|since)$/.test(path)),
  );
  const DAY_ONLY = /quiet_hours/;
  it("are found", () => expect(times.map(([path]) => path)).toEqual(expect.arrayContaining(["createHandover.until", "listRuns.from"])));
  it.each(
    times.filter(
      ([path]) => !DAY_ONLY.test(path) && !/^(diffPolicy|proveConsistency|proveRange|verifyLedger|createHandover\.to$)/.test(path),
    ),
  )("%s takes every form of RFC 3339", (_, schema) => {
    for (const text of ["2026-12-01T00:00:00Z", "2026-12-01T00:00:00.5Z", "2026-12-01T00:00:00.123456+02:00", "2026-12-01t00:00:00z"])
      expect(z.safeParse(schema, text).error?.issues ?? []).toEqual([]);
    for (const text of ["2026-13-01T00:00:00Z", "2026-12-01T00:00Z", "1 December"])
      expect(errorsOf(schema as z.ZodType, text)[0]?.message).toContain("a time such as 2026-11-21T08:00:00Z");
  });
});
