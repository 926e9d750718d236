"use client";

import dynamic from "next/dynamic";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { DetailPane } from "#components/ui/detail-pane.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { ApprovalParts } from "#features/approvals/approval-parts.tsx";
import { useListKeys } from "#features/shell/use-list-keys.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { plural } from "#lib/format/text.ts";
import { REPLACE_HISTORY_ENTRY } from "#lib/navigation/use-view.ts";
import { SettledOutcomes } from "./settled-outcomes.tsx";
import { UnknownOutcomeTable } from "./unknown-outcome-table.tsx";
import { useOutcomeView, useSettledOutcomes, useUnknownOutcomes } from "./use-outcomes.ts";

const OutcomeDetail = dynamic(() => import("./outcome-detail.tsx").then((module) => module.OutcomeDetail), { ssr: false });

const SKELETON = <ListSkeleton rows={6} row="h-[58px]" bars={["h-3 w-44", "h-3 w-28", "h-3 w-24", "ml-auto h-3 w-16"]} className="pt-8" />;

/** Actions whose permit was used without a result. */
export function OutcomesPage() {
  const [{ approval }, setView] = useOutcomeView();
  const list = useUnknownOutcomes();
  const settled = useSettledOutcomes();
  const environment = useEnvironment();
  const approvals = itemsOf(list);
  const open = (id: string | null) => void setView({ approval: id });
  useListKeys({
    ids: [...approvals, ...itemsOf(settled)].map(({ id }) => id),
    selected: approval,
    select: (id) => void setView({ approval: id }, REPLACE_HISTORY_ENTRY),
  });
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
        <div className="pane min-h-0 flex-1">
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
            <UnknownOutcomeTable approvals={approvals} selected={approval} onOpen={open} />
          </ListBody>
          <SettledOutcomes list={settled} selected={approval} onOpen={open} />
        </div>
        <p className="hidden h-[60px] shrink-0 items-center gap-1.5 border-t px-6 text-label text-ink-2 desk:mouse:flex">
          <KeyHint>J</KeyHint>
          <KeyHint>K</KeyHint> move <span className="ml-1" />
          <KeyHint>E</KeyHint> executed <span className="ml-1" />
          <KeyHint>F</KeyHint> failed <span className="ml-1" />
          <KeyHint>Q</KeyHint> ask the agent
        </p>
      </section>
      {approval !== null && (
        <DetailPane label="Action" title="Action" onClose={() => open(null)}>
          <OutcomeDetail key={approval} id={approval} />
        </DetailPane>
      )}
    </div>
  );
}
