"use client";

import clsx from "clsx";
import dynamic from "next/dynamic";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { HaltDetail } from "./halt-detail.tsx";
import { HaltTable } from "./halt-table.tsx";
import { useHaltDialog, useHalts } from "./use-halts.ts";

const HaltDialog = dynamic(() => import("./halt-dialog.tsx").then((module) => module.HaltDialog), { ssr: false });

/** The list of halts, or one of them with its clients. */
export function HaltsPage({ open }: { open: string | null }) {
  const [dialog, setDialog] = useHaltDialog();
  const { you } = useMe();
  const mayHalt = may(you, "halts:write");
  useKeys({ h: () => mayHalt && void setDialog("new") });
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <TopBarPart>
        <div className={clsx("ml-auto", open && "max-tablet:hidden")}>
          {mayHalt && !open && (
            <Button size="table" look="deny" onClick={() => void setDialog("new")}>
              Halt <Kbd>H</Kbd>
            </Button>
          )}
        </div>
      </TopBarPart>
      {open ? <HaltDetail key={open} id={open} /> : <List />}
      {dialog !== null && mayHalt && (
        <HaltDialog agentId={dialog.startsWith("agt_") ? dialog : null} onClose={() => void setDialog(null)} />
      )}
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
