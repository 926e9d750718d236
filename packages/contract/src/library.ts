import { z } from "zod";
import { CaseResult, PolicyEffect, PolicyMode } from "./policies.ts";
import { hex32, id, json } from "./primitives.ts";

const name = z.string().describe("of the item; policies, packs and starters share one set of names");

export const LibraryKind = z.enum(["policy", "pack", "starter"]);
export const LibraryCategory = z.enum(["data", "content", "supply_chain", "tools", "change", "money", "limits", "memory", "oversight"]);

/** How a policy of the library stands in the organisation, by its name. */
export const LibraryState = z
  .enum(["absent", "draft", "active", "disabled"])
  .describe("absent: there is no policy of this name. draft, active and disabled are the policy's own");
const presence = {
  state: LibraryState,
  edited: z.boolean().describe("whether the newest version of the policy of this name is other than what the library wrote"),
};

const policySummary = {
  name,
  kind: z.literal("policy"),
  title: z.string(),
  category: LibraryCategory,
  description: z.string(),
  risk: z.enum(["low", "medium", "high", "critical"]),
  effect: PolicyEffect,
  actions: z.array(z.string()),
  stops: z.array(z.string()),
  leaves: z.array(z.string()).describe("what it does not stop"),
  cases: z.number().int().describe("how many it has"),
  attacks: z.number().int().describe("how many of them are attempts to get past it"),
  ...presence,
};
const bundle = { name, title: z.string(), about: z.string(), policies: z.array(z.string()) };

export const LibraryList = z
  .strictObject({
    policies: z.array(z.strictObject(policySummary)),
    packs: z.array(
      z.strictObject({
        ...bundle,
        kind: z.literal("pack"),
        source: z.string(),
        controls: z.number().int(),
        without: z.number().int().describe("controls that no policy covers"),
      }),
    ),
    starters: z.array(z.strictObject({ ...bundle, kind: z.literal("starter") })),
  })
  .meta({ id: "LibraryList" });
export type LibraryList = z.infer<typeof LibraryList>;

const libraryPolicy = z.strictObject({
  ...policySummary,
  yaml: z.string(),
  document: json,
  mode: PolicyMode,
  parameters: z
    .array(z.strictObject({ path: z.string(), about: z.string(), value: json }))
    .describe("what to look at before it is put in force"),
  results: z.array(CaseResult).describe("its cases, run now; attacks have a name that begins with `attack: `"),
  covers: z.array(z.strictObject({ pack: z.string(), title: z.string(), control: z.string() })),
});

const libraryPack = z.strictObject({
  ...bundle,
  kind: z.literal("pack"),
  source: z.string(),
  controls: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      policies: z.array(z.string()).describe("empty: no policy covers it"),
      gives: z.string().describe("what can be shown"),
      uncovered: z.string().describe("what has to come from elsewhere"),
    }),
  ),
  states: z.array(z.strictObject({ name: z.string(), title: z.string(), ...presence })),
});

const libraryStarter = z.strictObject({
  ...bundle,
  kind: z.literal("starter"),
  settings: z
    .array(z.strictObject({ policy: z.string(), path: z.string(), value: json }))
    .describe("values that differ from the policy's own"),
  states: z.array(z.strictObject({ name: z.string(), title: z.string(), ...presence })),
});

export const LibraryItem = z.discriminatedUnion("kind", [libraryPolicy, libraryPack, libraryStarter]).meta({ id: "LibraryItem" });
export type LibraryItem = z.infer<typeof LibraryItem>;

export const LibraryInstallInput = z
  .strictObject({
    dry_run: z.boolean().default(false).describe("only say what would be done"),
    publish: z.boolean().default(false).describe("put what was saved in force as well; needs policies:publish"),
    replace: z.boolean().default(false).describe("save over policies that were edited since, too; their versions stay"),
  })
  .meta({ id: "LibraryInstallInput" });
export type LibraryInstallInput = z.output<typeof LibraryInstallInput>;

export const InstalledPolicy = z.strictObject({
  name: z.string(),
  change: z
    .enum(["new", "unchanged", "changed", "conflict"])
    .describe("against the newest version of the policy of this name; conflict: that was written or edited by somebody"),
  outcome: z.enum(["drafted", "published", "left"]).describe("what was done, or would be done in a dry run"),
  id: id("pol").nullable().describe("null in a dry run of a new policy"),
  version: z.number().int().nullable().describe("saved, or the one that is there; null in a dry run of what would be saved"),
  hash: hex32.describe("of the library's document"),
  before: z.string().nullable().describe("the text that is there; null when it is new"),
  after: z.string().describe("the text that is installed"),
  diff: z.string().describe("unified, without the header; empty unless it is changed or in conflict"),
});
export type InstalledPolicy = z.infer<typeof InstalledPolicy>;

export const LibraryInstallResult = z
  .strictObject({
    name,
    kind: LibraryKind,
    dry_run: z.boolean(),
    drafted: z.number().int(),
    published: z.number().int(),
    left: z.number().int(),
    policies: z.array(InstalledPolicy),
  })
  .meta({ id: "LibraryInstallResult" });
export type LibraryInstallResult = z.infer<typeof LibraryInstallResult>;
