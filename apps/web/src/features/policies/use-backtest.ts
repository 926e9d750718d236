"use client";

import type { BacktestProgress, BacktestResult, Problem } from "@agentlattice/contract";
import { SseParser } from "@agentlattice/core/sse";
import { useEffect, useRef, useState } from "react";
import { ApiError, toApiError } from "#lib/api/api-error.ts";
import { openProgress } from "#lib/api/browser-api.ts";

/** The policy to replay: a text or a saved version. */
export type BacktestTarget = { readonly yaml: string } | { readonly policyId: string; readonly version: number };

interface State {
  readonly progress: BacktestProgress | null;
  readonly result: BacktestResult | null;
  readonly error: Error | null;
}

const IDLE: State = { progress: null, result: null, error: null };

/** Runs one backtest at a time. Leaving the page cancels it. */
export function useBacktest() {
  const [state, setState] = useState<State>(IDLE);
  const running = useRef<AbortController | null>(null);
  useEffect(() => {
    return () => running.current?.abort();
  }, []);

  async function run(target: BacktestTarget, limit: number): Promise<void> {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const set = (next: Partial<State>) => {
      if (running.current === control) setState((old) => ({ ...old, ...next }));
    };
    set({ progress: { done: 0, total: 0 }, error: null });
    try {
      const result = await follow(target, limit, control.signal, (progress) => set({ progress }));
      set({ progress: null, result });
    } catch (error) {
      set(control.signal.aborted ? { progress: null } : { progress: null, result: null, error: error as Error });
    }
  }

  function cancel(): void {
    running.current?.abort();
  }

  return { ...state, run, cancel };
}

async function follow(target: BacktestTarget, limit: number, signal: AbortSignal, onProgress: (progress: BacktestProgress) => void) {
  const path = "yaml" in target ? "/policies/backtest" : `/policies/${target.policyId}/backtest`;
  const body = "yaml" in target ? { yaml: target.yaml, limit } : { version: target.version, limit };
  let ended: BacktestResult | ApiError | null = null;
  const parser = new SseParser((item) => {
    if (item.type !== "event") return;
    const data: unknown = JSON.parse(item.data);
    if (item.name === "progress") onProgress(data as BacktestProgress);
    if (item.name === "result") ended = data as BacktestResult;
    if (item.name === "problem") ended = toApiError(data as Problem);
  });
  const reader = (await openProgress(path, body, signal)).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) parser.push(piece.value);
  const answer = ended as BacktestResult | ApiError | null;
  if (answer instanceof ApiError) throw answer;
  if (!answer)
    throw new ApiError({
      code: "UPSTREAM_UNAVAILABLE",
      status: 0,
      detail: "The backtest ended early. Run it again.",
      requestId: null,
      retryable: true,
    });
  return answer;
}
