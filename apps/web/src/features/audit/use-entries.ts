"use client";

import type { AuditEvent, AuditEventDetail, AuditPage, InclusionProof as InclusionProofSchema } from "@agentlattice/contract";
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsInteger, useQueryStates } from "nuqs";
import { useRef } from "react";
import type { z } from "zod";
import { useAllAgents } from "#features/agents/use-agents.ts";
import { usePastApprovals } from "#features/approvals/use-approvals.ts";
import { useMembers } from "#features/settings/use-people.ts";
import { useMe } from "#features/shell/session-context.tsx";
import { getJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useLiveEvents } from "#lib/live/live-provider.tsx";
import { may } from "#lib/session/may.ts";
import { accepts, FILTERS, type Filters, toQuery } from "./audit-filters.ts";

type InclusionProof = z.infer<typeof InclusionProofSchema>;
type EntryPage = z.infer<typeof AuditPage>;

/** Which entries are listed and which one is open: all of it stands in the URL. */
export function useAuditView() {
  return useQueryStates({ ...FILTERS, entry: parseAsInteger });
}

const PAGE = 100;

/** The ledger, newest first. Live entries are put on top as they come: a row of the stream is a row of the list. */
export function useEntries({ entry: _, ...chosen }: Filters & { entry: number | null }) {
  const environment = useEnvironment();
  const filters = { ...chosen, environment };
  const queries = useQueryClient();
  const key = queryKeys.entries(filters);
  const recent = useRef<readonly AuditEvent[]>([]);
  useLiveEvents((event) => {
    recent.current = [event, ...recent.current].slice(0, PAGE);
    if (accepts(filters, event)) queries.setQueryData<InfiniteData<EntryPage>>(key, (shown) => shown && withEntry(shown, event));
  });
  return useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) => {
      const asked = toQuery(filters, Date.now());
      asked.set("limit", String(PAGE));
      if (pageParam) asked.set("cursor", pageParam);
      const page = await getJson<EntryPage>(`/audit/events?${asked}`, signal);
      // What came while this was being read may not be in it.
      return pageParam ? page : recent.current.filter((event) => accepts(filters, event)).reduceRight(onTop, page);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    // Entries came while another page was open; the stream was not put on top of this list then.
    refetchOnMount: "always",
  });
}

function withEntry(shown: InfiniteData<EntryPage>, event: AuditEvent): InfiniteData<EntryPage> {
  const [first, ...older] = shown.pages;
  return first ? { ...shown, pages: [onTop(first, event), ...older] } : shown;
}

function onTop(page: EntryPage, event: AuditEvent): EntryPage {
  return event.seq > (page.data[0]?.seq ?? -1) ? { ...page, data: [event, ...page.data] } : page;
}

/** An entry with the proof that it stands in a signed head. */
export function useProof(seq: number) {
  return useQuery({
    queryKey: queryKeys.proof(seq),
    queryFn: ({ signal }) => getJson<InclusionProof>(`/audit/proof/inclusion?seq=${seq}`, signal),
  });
}

/** What belongs to an entry: its payloads as far as they may be read, and the story it is part of. */
export function useEntryDetail(seq: number) {
  return useQuery({
    queryKey: queryKeys.entryDetail(seq),
    queryFn: ({ signal }) => getJson<AuditEventDetail>(`/audit/events/${seq}`, signal),
  });
}

/** Names of those who act: agents, the signed-in person, members where the role may list them, and recent approvers. */
export function useNames(): ReadonlyMap<string, string> {
  const { user, role, can } = useMe();
  const agents = useAllAgents();
  const members = useMembers(may(role, "members:read"));
  const decided = usePastApprovals("decided", can.readApprovals);
  const names = new Map<string, string>([[user.id, user.name]]);
  for (const { id, name } of members.data ?? []) names.set(id, name);
  for (const { id, name } of agents) names.set(id, name);
  for (const { decided_by } of decided.data?.pages.flatMap((page) => page.data) ?? [])
    if (decided_by) names.set(decided_by.id, decided_by.name);
  return names;
}
