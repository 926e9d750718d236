import { expect, test } from "vitest";
import { OrgKeyCache } from "./org-key-cache.ts";
import type { OrgKeys } from "./org-keys.ts";

function open(max: number, read: (orgId: string) => Promise<OrgKeys> = async () => ({}) as OrgKeys) {
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
    return {} as OrgKeys;
  });
  await expect(cache.get("a")).rejects.toThrow("unavailable");
  fails = false;
  await cache.get("a");
  cache.forget("a");
  await cache.get("a");
  expect(reads).toHaveLength(3);
});
