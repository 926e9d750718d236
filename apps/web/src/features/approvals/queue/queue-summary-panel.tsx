"use client";

import type { Approval } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useState } from "react";

const QueueSummaryChart = dynamic(() => import("./queue-summary-chart.tsx").then((module) => module.QueueSummaryChart), { ssr: false });

/** Number of pending requests from which a summary is offered. */
const MIN_PENDING = 5;

/** The summary of the queue, which is closed until a person opens it. */
export function QueueSummaryPanel(props: { approvals: readonly Approval[]; hasMore: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  if (props.approvals.length < MIN_PENDING) return null;
  return (
    <details className="shrink-0 border-b" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary className="quick cursor-pointer rounded-chip px-4 py-2 text-label text-ink-2 hover:text-ink max-tablet:py-3">
        Summary
      </summary>
      {isOpen && <QueueSummaryChart {...props} />}
    </details>
  );
}
