"use client";

import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { Empty } from "#components/ui/empty.tsx";
import { AgentParts } from "#features/agents/agent-parts.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { HaltButton } from "./halt-button.tsx";
import { HaltDetail } from "./halt-detail.tsx";
import { HaltDialogSlot } from "./halt-dialog-slot.tsx";
import { HaltTable } from "./halt-table.tsx";
import { useHaltDialog, useHalts } from "./use-halts.ts";

/** The list of halts, or one of them with its clients. */
export function HaltsPage({ open }: { open: string | null }) {
  const dialog = useHaltDialog();
  const { you } = useMe();
  const mayHalt = may(you, "halts:write");
  useKeys({ h: () => mayHalt && dialog.open("new") });
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <AgentParts current="halts">{mayHalt && <HaltButton onClick={() => dialog.open("new")} />}</AgentParts>
      {open ? <HaltDetail key={open} id={open} /> : <List />}
      <HaltDialogSlot />
    </div>
  );
}

function List() {
  const list = useHalts();
  const halts = itemsOf(list);
  return (
    <section aria-label="Halts" className="flex min-h-0 flex-1 flex-col">
      <p className="border-b px-4 py-2.5 text-label text-ink-2 tablet:px-6">{countOf(list, plural(halts.length, "halt", "halts"))}</p>
      <ListBody
        list={list}
        failed="Halts did not load"
        stillWorks="Halts in force stay in force."
        more="Load older"
        skeleton={<ListSkeleton rows={6} row="h-[52px]" bars={["h-3 w-36", "h-3 w-24", "h-3 w-28", "ml-auto h-3 w-20"]} className="pt-8" />}
        empty={<Empty title="No halts yet">A halt stops an agent, an action pattern, an environment or the organisation.</Empty>}
      >
        <HaltTable halts={halts} />
      </ListBody>
    </section>
  );
}
