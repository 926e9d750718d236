import type { AuditEvent } from "@agentlattice/contract";
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refreshAfter } from "./refresh-after.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const EVENT = { kind: "approval.requested", subject: { type: "approval", id: "apr_a" }, agent_id: null } as unknown as AuditEvent;
const PAGES = { pages: [[], []] };

test("a list of several pages is read to its end before it is refreshed again", async () => {
  const queries = new QueryClient();
  const asked: ((answer: typeof PAGES) => void)[] = [];
  queries.setQueryData(["listApprovals"], PAGES);
  const queryFn = () => new Promise<typeof PAGES>((answer) => asked.push(answer));
  const observer = new QueryObserver(queries, {
    queryKey: ["listApprovals"],
    queryFn,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const unsubscribe = observer.subscribe(() => {});
  const refresh = refreshAfter(queries);
  refresh.event(EVENT);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toHaveLength(1);
  for (let second = 0; second < 20; second++) {
    refresh.event(EVENT);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(asked).toHaveLength(1);
  asked[0]?.(PAGES);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toHaveLength(2);
  refresh.stop();
  unsubscribe();
  queries.clear();
});
