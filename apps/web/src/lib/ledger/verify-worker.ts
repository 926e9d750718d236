import { type RangeOutcome, type RangeRequest, type RangeSource, verifyRange } from "./verify-range.ts";

/** The messages of the worker: progress, and one final result. */
export type WorkerMessage =
  | { readonly type: "progress"; readonly entries: number }
  | { readonly type: "done"; readonly outcome: RangeOutcome }
  | { readonly type: "failed"; readonly message: string };

const API = "/api/v1/audit";

async function ask(path: string): Promise<Response> {
  const answer = await fetch(`${self.location.origin}${API}${path}`, { cache: "no-store" });
  if (answer.ok) return answer;
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
  throw new Error(problem.detail ?? `The API answered ${answer.status}.`);
}

const source: RangeSource = {
  proof: async (from, to) => (await ask(`/proof/range?from=${from}&to=${to}`)).json(),
  async leaves(from, limit) {
    const answer = await ask(`/leaves?from=${from}&limit=${limit}`);
    return { to: Number(answer.headers.get("al-ledger-to")), bytes: new Uint8Array(await answer.arrayBuffer()) };
  },
};

const post = (message: WorkerMessage) => self.postMessage(message);

// A worker handles one run. The page that started it terminates it.
self.addEventListener("message", (event: MessageEvent<RangeRequest>) => {
  verifyRange(event.data, source, (entries) => post({ type: "progress", entries })).then(
    (outcome) => post({ type: "done", outcome }),
    (error: Error) => post({ type: "failed", message: error.message }),
  );
});
