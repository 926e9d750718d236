import { z } from "zod";
import { CaseResult, PolicyEffect, PolicyMode } from "./policies.ts";
import { hex32, id, json } from "./primitives.ts";

const name = z.string().describe("Name of the item. Policies, packs and starters share one namespace");

export const LibraryKind = z.enum(["policy", "pack", "starter"]);
export const LibraryCategory = z.enum(["data", "content", "supply_chain", "tools", "change", "money", "limits", "memory", "oversight"]);

/** State of a library policy in the organisation, matched by name. */
export const LibraryState = z
  .enum(["absent", "draft", "active", "disabled"])
  .describe("`absent`: the organisation has no policy with this name. Otherwise the status of the policy");
const presence = {
  state: LibraryState,
  edited: z.boolean().describe("true when the newest version of the policy differs from the library's text"),
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
  leaves: z.array(z.string()).describe("Risks that the policy does not cover"),
  cases: z.number().int().describe("Number of cases"),
  attacks: z.number().int().describe("Number of cases that try to bypass the policy"),
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
        without: z.number().int().describe("Number of controls without a policy"),
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
  parameters: z.array(z.strictObject({ path: z.string(), about: z.string(), value: json })).describe("Points to check before publishing"),
  results: z.array(CaseResult).describe("Results of the policy's cases, run now. Names of attacks begin with `attack: `"),
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
      policies: z.array(z.string()).describe("Empty when no policy covers the control"),
      gives: z.string().describe("Evidence that the policies provide"),
      uncovered: z.string().describe("Evidence that you must provide in another way"),
    }),
  ),
  states: z.array(z.strictObject({ name: z.string(), title: z.string(), ...presence })),
});

const libraryStarter = z.strictObject({
  ...bundle,
  kind: z.literal("starter"),
  settings: z
    .array(z.strictObject({ policy: z.string(), path: z.string(), value: json }))
    .describe("Values that replace the policy's defaults"),
  states: z.array(z.strictObject({ name: z.string(), title: z.string(), ...presence })),
});

export const LibraryItem = z.discriminatedUnion("kind", [libraryPolicy, libraryPack, libraryStarter]).meta({ id: "LibraryItem" });
export type LibraryItem = z.infer<typeof LibraryItem>;

export const LibraryInstallInput = z
  .strictObject({
    dry_run: z.boolean().default(false).describe("Returns the plan without applying it"),
    publish: z.boolean().default(false).describe("Also publishes the saved versions. Requires policies:publish"),
    replace: z.boolean().default(false).describe("Also replaces policies that were edited. Their versions are kept"),
  })
  .meta({ id: "LibraryInstallInput" });
export type LibraryInstallInput = z.output<typeof LibraryInstallInput>;

export const InstalledPolicy = z.strictObject({
  name: z.string(),
  change: z
    .enum(["new", "unchanged", "changed", "conflict"])
    .describe("Comparison with the newest version of the policy with this name. `conflict`: a person wrote or edited it"),
  outcome: z.enum(["drafted", "published", "left"]).describe("The applied outcome, or the planned one in a dry run"),
  id: id("pol").nullable().describe("null in a dry run of a new policy"),
  version: z.number().int().nullable().describe("The saved or existing version; null in a dry run that would save one"),
  hash: hex32.describe("Hash of the library's document"),
  before: z.string().nullable().describe("The existing text; null for a new policy"),
  after: z.string().describe("The text to install"),
  diff: z.string().describe("Unified diff without header; empty unless the text changed or conflicts"),
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
    reason: z.string().optional().describe("Present when nothing was drafted or published: the reason, and what to do"),
    policies: z.array(InstalledPolicy),
  })
  .meta({ id: "LibraryInstallResult" });
export type LibraryInstallResult = z.infer<typeof LibraryInstallResult>;
