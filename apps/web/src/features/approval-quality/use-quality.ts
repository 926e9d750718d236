"use client";

import type { ApprovalQuality } from "@agentlattice/contract";
import { keepPreviousData } from "@tanstack/react-query";
import { parseAsStringLiteral } from "nuqs";
import { useMemo } from "react";
import { useOp } from "#lib/api/use-op.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useView } from "#lib/navigation/use-view.ts";

export const SPANS = ["7d", "30d", "90d"] as const;
type Span = (typeof SPANS)[number];
const SPAN_DAYS: Readonly<Record<Span, number>> = { "7d": 7, "30d": 30, "90d": 90 };
export const SPAN_WORDS: Readonly<Record<Span, string>> = { "7d": "7 d", "30d": "30 d", "90d": "90 d" };
const DAY_MS = 86_400_000;

export type PolicyQuality = ApprovalQuality["policies"][number];
export type ApproverQuality = ApprovalQuality["approvers"][number];

/** The selected time range, stored in the URL. */
export function useSpan() {
  return useView({ span: parseAsStringLiteral(SPANS).withDefault("30d") });
}

/** Reads how people decided in a time range until now. */
export function useQuality(span: Span) {
  const clock = useServerClock();
  const environment = useEnvironment() ?? undefined;
  const from = useMemo(() => new Date(clock.now() - SPAN_DAYS[span] * DAY_MS).toISOString(), [clock, span]);
  return useOp("getApprovalQuality", { query: { from, environment } }, { placeholderData: keepPreviousData });
}
