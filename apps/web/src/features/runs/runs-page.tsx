"use client";

import dynamic from "next/dynamic";
import { ExportMenu } from "#components/list/export-menu.tsx";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { Empty } from "#components/ui/empty.tsx";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { plural } from "#lib/format/text.ts";
import { exportRuns } from "./export-runs.ts";
import { RunFilterBar } from "./run-filter-bar.tsx";
import { useRunFilters, useRuns, useRunsView, useSessions } from "./use-runs.ts";

const SKELETON = <ListSkeleton rows={8} row="h-[52px]" bars={["h-3 w-36", "h-3 w-28", "h-3 w-20", "ml-auto h-3 w-24"]} className="pt-8" />;
const RunTable = dynamic(() => import("./run-table.tsx").then((module) => module.RunTable), { ssr: false, loading: () => SKELETON });
const SessionTable = dynamic(() => import("./session-table.tsx").then((module) => module.SessionTable), {
  ssr: false,
  loading: () => SKELETON,
});

/** The runs of agents, or the sessions that group them. */
export function RunsPage() {
  const [{ view }] = useRunsView();
  return (
    <section aria-label={view === "runs" ? "Runs" : "Sessions"} className="flex min-h-0 min-w-0 flex-1 flex-col">
      {view === "runs" ? <Runs /> : <Sessions />}
    </section>
  );
}

function Runs() {
  const [view, setView] = useRunsView();
  const query = useRunFilters(view);
  const list = useRuns(query);
  const runs = itemsOf(list);
  const environment = useEnvironment();
  const filters = [view.agent, view.status, view.session].filter(Boolean).length;
  return (
    <>
      <TopBarPart>
        <div className="ml-auto">
          <ExportMenu subject="runs" save={(format) => exportRuns(query, format)} />
        </div>
      </TopBarPart>
      <RunFilterBar count={countOf(list, plural(runs.length, "run", "runs"))} />
      <ListBody
        list={list}
        failed="Runs did not load"
        stillWorks="The agents are not affected."
        more="Load older"
        skeleton={SKELETON}
        empty={
          filters > 0 || environment !== null ? (
            <NoMatch of="runs" filters={filters} onClear={() => void setView({ agent: null, status: null, session: null })} />
          ) : (
            <Empty title="No runs yet">
              An agent reports a run with <code className="font-mono text-code">al.run()</code> or{" "}
              <code className="font-mono text-code">POST /runs</code>.
            </Empty>
          )
        }
      >
        <RunTable runs={runs} />
      </ListBody>
    </>
  );
}

function Sessions() {
  const [view, setView] = useRunsView();
  const list = useSessions(view);
  const sessions = itemsOf(list);
  const environment = useEnvironment();
  return (
    <>
      <RunFilterBar count={countOf(list, plural(sessions.length, "session", "sessions"))} />
      <ListBody
        list={list}
        failed="Sessions did not load"
        stillWorks="The agents are not affected."
        more="Load older"
        skeleton={SKELETON}
        empty={
          view.agent || environment !== null ? (
            <NoMatch of="sessions" filters={view.agent ? 1 : 0} onClear={() => void setView({ agent: null })} />
          ) : (
            <Empty title="No sessions yet">
              A run names its session in <code className="font-mono text-code">session_id</code>.
            </Empty>
          )
        }
      >
        <SessionTable sessions={sessions} />
      </ListBody>
    </>
  );
}
