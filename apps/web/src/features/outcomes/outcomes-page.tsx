"use client";

import dynamic from "next/dynamic";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { useMedia } from "#components/ui/use-media.ts";
import { ApprovalParts } from "#features/approvals/approval-parts.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { plural } from "#lib/format/text.ts";
import { OutcomeTable } from "./outcome-table.tsx";
import { useOutcomeView, useUnknownOutcomes } from "./use-outcomes.ts";

const OutcomeDetail = dynamic(() => import("./outcome-detail.tsx").then((module) => module.OutcomeDetail), { ssr: false });

const SKELETON = <ListSkeleton rows={6} row="h-[58px]" bars={["h-3 w-44", "h-3 w-28", "h-3 w-24", "ml-auto h-3 w-16"]} className="pt-8" />;

/** Actions whose permit was used without a result. The detail is a pane from 1200 px and a sheet below. */
export function OutcomesPage() {
  const [{ approval }, setView] = useOutcomeView();
  const list = useUnknownOutcomes();
  const wide = useMedia("(min-width: 1200px)");
  const environment = useEnvironment();
  const approvals = itemsOf(list);
  const open = (id: string | null) => void setView({ approval: id }, { history: "push" });
  useMoveKeys(approvals, approval, (id) => void setView({ approval: id }));
  return (
    <div className="flex min-h-0 flex-1">
      <ApprovalParts current="unknown" />
      <section aria-label="Unknown outcomes" className="flex min-h-0 min-w-0 flex-1 flex-col">
        <header className="border-b px-4 py-4 tablet:px-6">
          <h2 className="text-entry">
            {countOf(
              list,
              approvals.length === 1 ? "1 outcome is unknown" : `${plural(approvals.length, "outcome", "outcomes")} are unknown`,
            )}
          </h2>
          <p className="text-label text-ink-2">
            The permit was used and no result was reported in time. None of these actions runs again by itself.
          </p>
        </header>
        <ListBody
          list={list}
          failed="Unknown outcomes did not load"
          stillWorks="Pending approvals can still be decided."
          more="Load newer"
          skeleton={SKELETON}
          empty={
            environment === null ? (
              <Empty title="Every used permit has an outcome">
                Actions whose permit was used without a report appear here, oldest first.
              </Empty>
            ) : (
              <NoMatch of="unknown outcomes" />
            )
          }
        >
          <OutcomeTable approvals={approvals} selected={approval} onOpen={open} />
        </ListBody>
        <p className="hidden h-[60px] shrink-0 items-center gap-1.5 border-t px-6 text-label text-ink-2 desk:mouse:flex">
          <KeyHint>J</KeyHint>
          <KeyHint>K</KeyHint> move <span className="ml-1" />
          <KeyHint>E</KeyHint> executed <span className="ml-1" />
          <KeyHint>F</KeyHint> failed
        </p>
      </section>
      {approval !== null && wide && (
        <section aria-label="Action" className="flex min-h-0 w-[420px] shrink-0 flex-col border-l ultra:w-[480px]">
          <OutcomeDetail key={approval} id={approval} onClose={() => open(null)} />
        </section>
      )}
      {approval !== null && !wide && (
        <Dialog open onClose={() => open(null)} title="Unknown outcome" place="side">
          <OutcomeDetail key={approval} id={approval} onClose={null} />
        </Dialog>
      )}
    </div>
  );
}

/** Moves the selection with J and K, and closes it with Escape. */
function useMoveKeys(approvals: readonly { id: string }[], selected: string | null, select: (id: string | null) => void): void {
  const move = (step: 1 | -1) => {
    const at = approvals.findIndex(({ id }) => id === selected);
    const next = approvals[at === -1 ? 0 : at + step];
    if (!next) return;
    select(next.id);
    document.querySelector<HTMLElement>(`[data-outcome="${next.id}"]`)?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1), Escape: () => selected !== null && select(null) });
}
