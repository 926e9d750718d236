import type { Database, KeyRecord } from "@agentlattice/db";
import { expect, test } from "vitest";
import { KeyCache } from "./key-cache.ts";

function open(max: number) {
  const reads: string[] = [];
  const apiKey = async (hash: Uint8Array) => {
    const name = Buffer.from(hash).toString();
    reads.push(name);
    return name === "unknown" ? null : ({ org_id: "o", config_version: 1, delegation: null } as KeyRecord);
  };
  const database = { lookups: { apiKey } as unknown as Database["lookups"] };
  const cache = new KeyCache({ database, versionOf: () => 1, now: () => 0, max });
  return { reads, find: (name: string) => cache.find(Buffer.from(name)) };
}

test("evicts the least recently used key", async () => {
  const { reads, find } = open(2);
  for (const name of ["hot", "a", "hot", "b", "hot", "c", "hot"]) await find(name);
  expect(reads).toEqual(["hot", "a", "b", "c"]);
});

test("does not cache unknown keys", async () => {
  const { reads, find } = open(2);
  expect([await find("unknown"), await find("unknown")]).toEqual([null, null]);
  expect(reads).toHaveLength(2);
});
