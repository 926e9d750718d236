"use client";

import { useEffect, useRef, useState } from "react";
import type { RangeOutcome, RangeRequest } from "#lib/ledger/verify-range.ts";
import type { WorkerMessage } from "#lib/ledger/verify-worker.ts";

export type Run =
  | { readonly state: "idle" }
  | { readonly state: "running"; readonly request: RangeRequest; readonly entries: number }
  | { readonly state: "done"; readonly request: RangeRequest; readonly outcome: RangeOutcome; readonly tookMs: number }
  | { readonly state: "failed"; readonly message: string }
  | { readonly state: "cancelled"; readonly entries: number };

/** Runs one verification at a time in a worker, so that the page stays responsive. Terminating the worker cancels the run. */
export function useVerifyRange(): { run: Run; start: (request: RangeRequest) => void; cancel: () => void } {
  const worker = useRef<Worker | null>(null);
  const [run, setRun] = useState<Run>({ state: "idle" });
  const stop = () => {
    worker.current?.terminate();
    worker.current = null;
  };
  useEffect(() => {
    return () => worker.current?.terminate();
  }, []);

  const start = (request: RangeRequest) => {
    stop();
    const started = performance.now();
    const current = new Worker(new URL("../../lib/ledger/verify-worker.ts", import.meta.url), { type: "module" });
    worker.current = current;
    setRun({ state: "running", request, entries: 0 });
    current.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.type === "progress") return setRun({ state: "running", request, entries: data.entries });
      stop();
      if (data.type === "failed") return setRun({ state: "failed", message: data.message });
      setRun({ state: "done", request, outcome: data.outcome, tookMs: performance.now() - started });
    };
    current.onerror = () => {
      stop();
      setRun({ state: "failed", message: "The verifier could not be started in this browser." });
    };
    current.postMessage(request);
  };
  const cancel = () => {
    stop();
    setRun((before) => (before.state === "running" ? { state: "cancelled", entries: before.entries } : before));
  };
  return { run, start, cancel };
}
