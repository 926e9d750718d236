"use client";

import type { ReactNode } from "react";
import { Segmented } from "#components/ui/segmented.tsx";
import { TopBarPart } from "./top-bar-part.tsx";

/** The names of the time ranges. */
export const SPAN_WORDS = { "24h": "24 h", "7d": "7 d", "30d": "30 d", "90d": "90 d", "1y": "1 y" } as const;

/** A time range that a page offers. */
export type Span = keyof typeof SPAN_WORDS;

/** Days of each time range. A year has 366, so that it includes the same day of the last year. */
export const SPAN_DAYS: Readonly<Record<Span, number>> = { "24h": 1, "7d": 7, "30d": 30, "90d": 90, "1y": 366 };

interface TimeRangeProps<S extends Span> {
  value: S;
  spans: readonly S[];
  onChange: (span: S) => void;
  /** Buttons after the time ranges. */
  children?: ReactNode;
}

/** The time ranges of a page, in the top bar. */
export function TimeRange<S extends Span>({ value, spans, onChange, children }: TimeRangeProps<S>) {
  return (
    <TopBarPart>
      <div className="ml-auto flex items-center gap-2">
        <Segmented
          label="Time range"
          value={value}
          options={spans.map((span) => ({ value: span, text: SPAN_WORDS[span] }))}
          onChange={onChange}
        />
        {children}
      </div>
    </TopBarPart>
  );
}
