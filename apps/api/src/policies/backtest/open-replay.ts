import { type BundleInput, compileBundle } from "@agentlattice/core/policy";
import { type DecisionBatch, openRecordedDecisions, type RecordedFilter } from "@agentlattice/db/recorded";
import { moduleTools } from "../../actions/module-tools.ts";
import { Replay, type ReplaySides } from "./replay-batch.ts";
import { Tally, type TallyData } from "./tally.ts";

/** The data of a replay in a form that can be sent to a thread. */
export interface ReplayData extends Omit<ReplaySides, "before" | "after" | "tools"> {
  readonly url: string;
  readonly orgId: string;
  readonly origin: string;
  readonly dataKey: Uint8Array;
  readonly filter: RecordedFilter;
  readonly before: BundleInput;
  readonly after: BundleInput;
}

export interface OpenReplay {
  replay(batch: DecisionBatch): Promise<TallyData>;
  close(): Promise<void>;
}

/** Opens a connection for the recorded decisions and compiles both sets of policies. */
export function openReplay(data: ReplayData, onError: (error: Error) => void): OpenReplay {
  const dataKey = Buffer.from(data.dataKey);
  const recorded = openRecordedDecisions({ ...data, dataKey, onError });
  const before = compileBundle(data.before);
  const after = compileBundle(data.after);
  const replay = new Replay({ ...data, before, after, tools: moduleTools({ data: dataKey }) });
  return {
    replay: async (batch) => {
      const tally = new Tally();
      await recorded.read(data.filter, batch, (decision) => replay.count(tally, decision));
      return tally.data();
    },
    close: () => recorded.close(),
  };
}
