"use client";

import type { Approval } from "@agentlattice/contract";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useAnnounce } from "#components/ui/announcer.tsx";
import { useTimeLeft } from "#components/ui/countdown.tsx";
import { approvalIdIn } from "./approval-path.ts";
import { subjectOf } from "./subject-of.ts";
import { usePendingApprovals } from "./use-approvals.ts";

/** Says politely what came in, and how much time the open approval has left. */
export function Announcements() {
  const { data } = usePendingApprovals();
  const open = approvalIdIn(usePathname());
  const announce = useAnnounce();
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (!data) return;
    const fresh = known.current === null ? [] : data.data.filter(({ id }) => !known.current?.has(id));
    known.current = new Set(data.data.map(({ id }) => id));
    const [first] = fresh;
    if (first && fresh.length === 1) announce(`New request: ${subjectOf(first)} by ${first.requested_by.name}, ${first.risk.level} risk.`);
    else if (first) announce(`${fresh.length} new requests.`);
  }, [data, announce]);
  const approval = data?.data.find(({ id }) => id === open);
  return approval ? <TimeAnnouncements key={approval.id} approval={approval} /> : null;
}

const MINUTE = 60_000;

/** At half of the time, five minutes and one minute; nothing in between. */
function TimeAnnouncements({ approval }: { approval: Approval }) {
  const { left } = useTimeLeft({ from: approval.requested_at, until: approval.expires_at });
  const announce = useAnnounce();
  const total = Date.parse(approval.expires_at) - Date.parse(approval.requested_at);
  const steps = [
    { at: total / 2, says: "Half of the time is left" },
    { at: 5 * MINUTE, says: "5 minutes are left" },
    { at: MINUTE, says: "1 minute is left" },
  ].filter(({ at }) => at < total);
  const passed = steps.filter(({ at }) => left <= at).length;
  const before = useRef(passed);
  const says = steps.toSorted((a, b) => b.at - a.at)[passed - 1]?.says;
  useEffect(() => {
    if (passed > before.current && says) announce(`${says} for ${subjectOf(approval)}.`);
    before.current = passed;
  }, [passed, says, approval, announce]);
  return null;
}
