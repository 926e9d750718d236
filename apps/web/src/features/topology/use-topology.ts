"use client";

import { keepPreviousData } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral } from "nuqs";
import { useMedia } from "#components/ui/use-media.ts";
import { useOp } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useView } from "#lib/navigation/use-view.ts";

export const VIEWS = ["graph", "table"] as const;
export type View = (typeof VIEWS)[number];

/** The view, the search and the selected node. All of them are in the URL. */
export function useTopologyView() {
  return useView({ view: parseAsStringLiteral(VIEWS), q: parseAsString.withDefault(""), node: parseAsString });
}

/** Returns the chosen view. Without a choice, phones show the table. */
export function useShownView(): View {
  const [{ view }] = useTopologyView();
  const wide = useMedia("(min-width: 640px)");
  return view ?? (wide ? "graph" : "table");
}

/** Reads active agents, their delegations, and the actions and tools that they used. */
export function useGraph() {
  const environment = useEnvironment() ?? undefined;
  return useOp(
    "getGraph",
    { query: { environment, edge_types: "delegation,decision", active_only: "true" } },
    { placeholderData: keepPreviousData },
  );
}
