"use client";

import type { Drill } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useState } from "react";
import { toast } from "sonner";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { AgentParts } from "#features/agents/agent-parts.tsx";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { DrillTable } from "./drill-table.tsx";
import { useDrills, useStartDrill } from "./use-drills.ts";

const NewDrillDialog = dynamic(() => import("./new-drill-dialog.tsx").then((module) => module.NewDrillDialog), { ssr: false });
const RemoveDrillDialog = dynamic(() => import("./remove-drill-dialog.tsx").then((module) => module.RemoveDrillDialog), { ssr: false });

/** The drills: scheduled halts of canary agents, and which of them were confirmed within their goal. */
export function DrillsPage() {
  const { you } = useMe();
  const [open, setOpen] = useState<"new" | Drill | null>(null);
  const list = useDrills();
  const start = useStartDrill();
  const drills = itemsOf(list);
  const create = may(you, "drills:write") && (
    <Button size="table" variant="primary" onClick={() => setOpen("new")}>
      New drill
    </Button>
  );
  const onStart = ({ id, agent_name }: Drill) =>
    start.mutate(id, {
      onSuccess: () => void toast(`The drill of ${agent_name} starts`, { icon: <GateMark state="hold" /> }),
      onError: ({ message }) => void toast.error(`The drill did not start. ${message}`),
    });
  return (
    <section aria-label="Drills" className="flex min-h-0 flex-1 flex-col">
      <AgentParts current="drills">{drills.length > 0 && create}</AgentParts>
      <FilterBar
        count={countOf(list, plural(drills.length, "drill", "drills"))}
        primary={
          <p className="text-label text-ink-2 max-tablet:hidden">
            A drill halts one agent on a schedule and ends by itself. A passed drill counts in the posture for 90 days.
          </p>
        }
      />
      <ListBody
        list={list}
        failed="Drills did not load"
        stillWorks="Scheduled drills still start."
        more="Load older"
        skeleton={
          <ListSkeleton rows={4} row="h-[52px]" bars={["size-[22px]", "h-3 w-36", "h-3 w-28", "ml-auto h-3 w-24"]} className="pt-8" />
        }
        empty={
          <Empty title="No drills yet" action={create}>
            A drill shows whether a halt reaches every client in time.
          </Empty>
        }
      >
        <DrillTable drills={drills} actions={{ onStart, onRemove: setOpen }} />
      </ListBody>
      {open === "new" && <NewDrillDialog onClose={() => setOpen(null)} />}
      {open !== null && open !== "new" && <RemoveDrillDialog drill={open} onClose={() => setOpen(null)} />}
    </section>
  );
}
