"use client";

import type { Handover } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { api } from "#lib/api/browser-api.ts";
import { formatUtcShort } from "#lib/format/time.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { Loaded } from "./loaded.tsx";
import { SettingsHead } from "./settings-head.tsx";
import { SettingsTable } from "./settings-table.tsx";
import { useHandovers, useSettingsChange } from "./use-people.ts";

const HandoverDialog = dynamic(() => import("./handover-dialog.tsx").then((module) => module.HandoverDialog), { ssr: false });

/** The people who have handed their approvals over, and the form for an own hand-over, which is stored in the URL. */
export function OutOfOfficePage() {
  const handovers = useHandovers();
  const { can, user } = useMe();
  const [open, setOpen] = useQueryState("open", parseAsStringLiteral(["handover"]));
  const own = handovers.data?.data.some(({ person }) => person.id === user.id);
  return (
    <>
      <SettingsHead
        title="Out of office"
        action={
          can.decide ? (
            <Button
              variant="primary"
              blocked={handovers.data?.substitutes.length === 0 ? "Nobody else decides approvals. Invite an operator first." : null}
              onClick={() => void setOpen("handover")}
            >
              {own ? "Change hand-over" : "Hand over approvals"}
            </Button>
          ) : undefined
        }
      >
        Another person decides in your place for at most 90 days, and cannot hand your approvals on. You can still decide yourself.
      </SettingsHead>
      <Loaded query={handovers} failed="Hand-overs did not load" stillWorks="All hand-overs are unchanged.">
        {({ data }) =>
          data.length === 0 ? (
            <div className="border-t px-4 py-5 tablet:px-6">
              <Empty title="Nobody is out of office">Hand-overs appear here until they end.</Empty>
            </div>
          ) : (
            <HandoverTable handovers={data} />
          )
        }
      </Loaded>
      {open && can.decide && handovers.data && (
        <HandoverDialog substitutes={handovers.data.substitutes} onClose={() => void setOpen(null)} />
      )}
    </>
  );
}

function HandoverTable({ handovers }: { handovers: readonly Handover[] }) {
  const { you, user } = useMe();
  const end = useSettingsChange(({ person }: Handover) => api.endHandover({ params: { user_id: person.id } }), "listHandovers");
  const nameOf = ({ id, name }: Handover["person"]) => (id === user.id ? "You" : name);
  const time = (handover: Handover) => (
    <span className="tnum text-ink-2">
      {formatUtcShort(handover.from)} to {formatUtcShort(handover.until)} UTC{handover.active ? "" : ", not yet"}
    </span>
  );
  const finish = (handover: Handover) =>
    (handover.person.id === user.id || may(you, "members:write")) && (
      <Button
        size="table"
        blocked={end.isPending ? "Saving." : null}
        aria-label={`End the hand-over of ${nameOf(handover.person)}`}
        onClick={() => end.mutate(handover, { onSuccess: () => toast("The hand-over ended", { icon: <GateMark state="idle" /> }) })}
      >
        End
      </Button>
    );
  return (
    <>
      {end.error && (
        <div className="px-4 pb-4 tablet:px-6">
          <ErrorNotice title="The hand-over did not end" stillWorks="It is unchanged." error={end.error} onRetry={() => end.reset()} />
        </div>
      )}
      <SettingsTable
        caption="Hand-overs"
        items={handovers.map((handover) => ({ ...handover, id: handover.person.id }))}
        edge
        columns={[
          { id: "person", header: "Person", cell: ({ person }) => nameOf(person) },
          { id: "to", header: "Decides instead", cell: ({ to }) => nameOf(to) },
          { id: "time", header: "Time", cell: time },
          { id: "actions", header: "Actions", align: "right", hiddenHead: true, cell: finish },
        ]}
        stacked={(handover) => (
          <>
            <span className="font-medium">
              {nameOf(handover.person)}, decided by {nameOf(handover.to)}
            </span>
            {time(handover)}
            {finish(handover)}
          </>
        )}
      />
    </>
  );
}
