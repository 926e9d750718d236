import { expect, test } from "vitest";
import { OrgKeyCache } from "./org-key-cache.ts";
import type { OrgKeys } from "./org-keys.ts";

const keysAt = (version: number) => ({ version }) as OrgKeys;

function open(max: number, read: (orgId: string) => Promise<OrgKeys> = async () => keysAt(0)) {
  const reads: string[] = [];
  const cache = new OrgKeyCache((orgId) => {
    reads.push(orgId);
    return read(orgId);
  }, max);
  return { cache, reads };
}

test("keeps at most `max` organisations and evicts the one that was not used for the longest time", async () => {
  const { cache, reads } = open(2);
  for (const orgId of ["hot", "a", "hot", "b", "hot", "a", "hot"]) await cache.get(orgId);
  expect(reads).toEqual(["hot", "a", "b", "a"]);
});

test("shares one read between concurrent callers", async () => {
  const { cache, reads } = open(2);
  await Promise.all([cache.get("a"), cache.get("a")]);
  expect(reads).toEqual(["a"]);
});

test("reads again after a failure and after forget", async () => {
  let fails = true;
  const { cache, reads } = open(2, async () => {
    if (fails) throw new Error("unavailable");
    return keysAt(0);
  });
  await expect(cache.get("a")).rejects.toThrow("unavailable");
  fails = false;
  await cache.get("a");
  cache.remove("a");
  await cache.get("a");
  expect(reads).toHaveLength(3);
});

test("reads again, once, for a newer version than that of the cached keys", async () => {
  let version = 1;
  const { cache, reads } = open(2, async () => keysAt(version));
  await cache.get("a", 1);
  version = 2;
  const found = await Promise.all([cache.get("a", 2), cache.get("a", 2), cache.get("a", 1)]);
  expect(found.map((keys) => keys.version)).toEqual([2, 2, 1]);
  expect(reads).toHaveLength(2);
});
