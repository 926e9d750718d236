"use client";

import { useMemo } from "react";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { MINUTE, useNow } from "#lib/clock/clock-provider.tsx";
import { formatDuration } from "#lib/format/time.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { usePastApprovals } from "../use-approvals.ts";
import { paceOf } from "./own-pace.ts";

/** The number and median time of the signed-in person's recent decisions, as a warning against approving without reading. */
export function OwnPaceNote() {
  const { can, user } = useMe();
  const now = useNow(MINUTE);
  const { data } = usePastApprovals("mine", can.decide);
  const [newest] = data?.pages ?? [];
  const pace = useMemo(() => newest && paceOf(newest.data, user.id, now), [newest, user.id, now]);
  if (!newest || !pace) return null;
  const more = newest.has_more && pace.count >= newest.data.length;
  return (
    <TopBarPart>
      <p className="tnum ml-auto hidden truncate text-label text-ink-2 desk:block">
        You decided {pace.count}
        {more && "+"} this hour, median {formatDuration(pace.medianMs)}
      </p>
    </TopBarPart>
  );
}
