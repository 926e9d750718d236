"use client";

import type { Approval } from "@agentlattice/contract";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useAnnounce } from "#components/ui/announcer.tsx";
import { useTimeLeft } from "#components/ui/countdown.tsx";
import { approvalIdIn } from "./card/approval-path.ts";
import { subjectOf } from "./card/subject-of.ts";
import { usePendingApprovals } from "./use-approvals.ts";

/** Announces new requests and the remaining time of the open approval to screen readers. */
export function Announcements() {
  const { data } = usePendingApprovals();
  const open = approvalIdIn(usePathname());
  const announce = useAnnounce();
  const knownIds = useRef<Set<string> | null>(null);
  const newest = useRef("");
  useEffect(() => {
    if (!data) return;
    // A page that was loaded later has requests that are not new.
    const isNew = ({ id, requested_at }: Approval) => !knownIds.current?.has(id) && requested_at >= newest.current;
    const added = knownIds.current === null ? [] : data.data.filter(isNew);
    knownIds.current = new Set(data.data.map(({ id }) => id));
    newest.current = data.data.reduce((latest, { requested_at }) => (requested_at > latest ? requested_at : latest), newest.current);
    const [first] = added;
    if (first && added.length === 1) announce(`New request: ${subjectOf(first)} by ${first.requested_by.name}, ${first.risk.level} risk.`);
    else if (first) announce(`${added.length} new requests.`);
  }, [data, announce]);
  const approval = data?.data.find(({ id }) => id === open);
  return approval ? <TimeAnnouncements key={approval.id} approval={approval} /> : null;
}

const MINUTE = 60_000;

/** Announces half of the time, five minutes and one minute, and nothing in between. */
function TimeAnnouncements({ approval }: { approval: Approval }) {
  const { left } = useTimeLeft({ from: approval.requested_at, until: approval.expires_at });
  const announce = useAnnounce();
  const total = Date.parse(approval.expires_at) - Date.parse(approval.requested_at);
  const steps = [
    { at: total / 2, message: "Half of the time is left" },
    { at: 5 * MINUTE, message: "5 minutes remain" },
    { at: MINUTE, message: "1 minute remains" },
  ].filter(({ at }) => at < total);
  const passed = steps.filter(({ at }) => left <= at).length;
  const before = useRef(passed);
  const message = steps.toSorted((a, b) => b.at - a.at)[passed - 1]?.message;
  useEffect(() => {
    if (passed > before.current && message) announce(`${message} for ${subjectOf(approval)}.`);
    before.current = passed;
  }, [passed, message, approval, announce]);
  return null;
}
