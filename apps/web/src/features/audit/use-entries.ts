"use client";

import type { AuditEvent } from "@agentlattice/contract";
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsInteger } from "nuqs";
import { useRef } from "react";
import { itemsOf } from "#components/list/paged-list.ts";
import { useAllAgents } from "#features/agents/use-agents.ts";
import { usePastApprovals } from "#features/approvals/use-approvals.ts";
import { useMembers } from "#features/settings/use-people.ts";
import { type PageOf, pagesKeyOf, readPage, useOp } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useLiveEvents } from "#lib/live/live-provider.tsx";
import { useView } from "#lib/navigation/use-view.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { accepts, FILTERS, type Filters, toQuery } from "./audit-filters.ts";

type EntryPage = PageOf<"listAuditEvents">;

/** The filters and the open entry. All of them are in the URL. */
export function useAuditView() {
  return useView({ ...FILTERS, entry: parseAsInteger });
}

const PAGE = 100;

/** The ledger, newest first. Live entries are put on top as they arrive: an event of the stream has the shape of a row of the list. */
export function useEntries({ entry: _, ...chosen }: Filters & { entry: number | null }) {
  const environment = useEnvironment();
  const filters = { ...chosen, environment };
  const queries = useQueryClient();
  const key = pagesKeyOf("listAuditEvents", { query: toQuery(filters, 0) });
  const recent = useRef<readonly AuditEvent[]>([]);
  useLiveEvents((event) => {
    recent.current = [event, ...recent.current].slice(0, PAGE);
    if (accepts(filters, event)) queries.setQueryData<InfiniteData<EntryPage>>(key, (shown) => shown && withEntry(shown, event));
  });
  return useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) => {
      const page = await readPage("listAuditEvents", { query: { ...toQuery(filters, Date.now()), limit: PAGE } }, pageParam, signal);
      // Entries that arrived during the request may be missing from the answer.
      return pageParam ? page : recent.current.filter((event) => accepts(filters, event)).reduceRight(prepend, page);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    // Entries arrived while another page was open; the stream did not put them on top of this list.
    refetchOnMount: "always",
  });
}

function withEntry(shown: InfiniteData<EntryPage>, event: AuditEvent): InfiniteData<EntryPage> {
  const [first, ...older] = shown.pages;
  return first ? { ...shown, pages: [prepend(first, event), ...older] } : shown;
}

function prepend(page: EntryPage, event: AuditEvent): EntryPage {
  return event.seq > (page.data[0]?.seq ?? -1) ? { ...page, data: [event, ...page.data] } : page;
}

/** The proof that an entry is part of a signed head. */
export function useProof(seq: number) {
  return useOp("proveInclusion", { query: { seq } }, { refetchOnMount: false });
}

/** The payloads of an entry, as far as the person may read them, and the entries related to it. */
export function useEntryDetail(seq: number) {
  return useOp("getAuditEvent", { params: { id: seq } }, { refetchOnMount: false });
}

/** Returns names by id: agents, the signed-in person, members if the role can list them, and recent approvers. */
export function useNames(): ReadonlyMap<string, string> {
  const { user, you } = useMe();
  const agents = useAllAgents();
  const members = useMembers(may(you, "members:read"));
  const decided = usePastApprovals("decided", may(you, "approvals:read"));
  const names = new Map<string, string>([[user.id, user.name]]);
  for (const { id, name } of members.data ?? []) names.set(id, name);
  for (const { id, name } of agents) names.set(id, name);
  for (const { decided_by } of itemsOf(decided)) if (decided_by) names.set(decided_by.id, decided_by.name);
  return names;
}
