import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Library, LibraryPack, LibraryPolicy, LibraryStarter } from "../shape.ts";

const FOLDER = new URL("../../../library/", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, FOLDER), "utf8");

/** Reads the library from its files. */
export function readLibraryFiles(): Library {
  const policies = parse(read("policies.yaml")) as Omit<LibraryPolicy, "yaml">[];
  return {
    policies: policies.map((policy) => ({ ...policy, yaml: read(`policies/${policy.name}.yaml`) })),
    packs: parse(read("packs.yaml")) as LibraryPack[],
    starters: parse(read("starters.yaml")) as LibraryStarter[],
  };
}

/** Returns the names of the policy files. */
export function policyFiles(): string[] {
  return readdirSync(new URL("policies/", FOLDER)).map((file) => file.replace(/\.yaml$/, ""));
}
