import { z } from "zod";
import { duration } from "../../model/duration-schema.ts";
import { type EvaluateModule, type ModuleOutcome, NOTHING, type PolicyModule } from "../module.ts";
import { moduleConfig } from "../module-config.ts";

const SCOPES = ["session", "agent", "user", "shared", "global"] as const;
const CLASSES = ["public", "internal", "confidential", "restricted"] as const;
type Scope = (typeof SCOPES)[number];
type Class = (typeof CLASSES)[number];

/** The classes allowed in each scope. A scope that is not listed allows none. */
const allowed = z.partialRecord(z.enum(SCOPES), z.array(z.enum(CLASSES)).max(CLASSES.length));

const schema = moduleConfig({
  write: allowed.optional(),
  read: allowed.optional(),
  /** Classes of which only a summary may be written. */
  summarize: z.array(z.enum(CLASSES)).min(1).optional(),
  /** Maximum retention by class, such as `30d`. */
  retention: z.partialRecord(z.enum(CLASSES), duration).optional(),
});
type Config = z.output<typeof schema>;

function compile(config: Config): EvaluateModule {
  return ({ facts }) => {
    const memory = facts.submission.memory as { op?: string; scope?: Scope; class?: Class } | undefined;
    if (memory === undefined) return NOTHING;
    const write = memory.op === "write";
    const rules = write ? config.write : config.read;
    const permitted = rules === undefined || (rules[memory.scope as Scope]?.includes(memory.class as Class) ?? false);
    if (!permitted) return refuse(write, rules?.[memory.scope as Scope] === undefined, memory);
    return write ? writing(config, memory.class as Class) : NOTHING;
  };
}

function refuse(
  write: boolean,
  outOfScope: boolean,
  { scope = "unnamed", class: classOf = "unnamed" }: { scope?: Scope | "unnamed"; class?: Class | "unnamed" },
): ModuleOutcome {
  const published = outOfScope ? ["MEMORY_SCOPE_VIOLATION"] : write ? [] : ["MEMORY_READ_DENIED_CLASSIFICATION"];
  return {
    action: write ? "DENY_WRITE" : "DENY_READ",
    reason_codes: [write ? "MEMORY_WRITE_DENIED" : "MEMORY_READ_DENIED", ...published],
    risk: 100,
    message: `${classOf} memory may not be ${write ? "written to" : "read from"} the ${scope} scope.`,
  };
}

function writing({ summarize, retention }: Config, classOf: Class): ModuleOutcome {
  const kept = retention?.[classOf];
  const obligations = kept === undefined ? [] : [{ type: "retain", params: { for: kept }, advisory: true as const }];
  return summarize?.includes(classOf)
    ? { action: "STORE_SUMMARY_ONLY", reason_codes: ["MEMORY_SUMMARY_ONLY", "MEMORY_WRITE_SUMMARY_ONLY"], risk: 60, obligations }
    : kept === undefined
      ? MAY_WRITE
      : { action: "ALLOW_WRITE", reason_codes: [], risk: 0, obligations };
}

const MAY_WRITE: ModuleOutcome = { action: "ALLOW_WRITE", reason_codes: [], risk: 0 };

/** Controls which memory agents may read and write: five scopes, four classes. */
export const memory = { name: "memory", schema, denial: "MEMORY_DENIED", compile } as const satisfies PolicyModule<typeof schema>;
