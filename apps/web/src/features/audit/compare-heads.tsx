"use client";

import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { CheckedHead } from "#features/shell/use-head.ts";
import { formatCount } from "#lib/format/text.ts";

type Outcome = { readonly state: "none" | "working" } | { readonly state: "same" | "broken"; readonly text: string };

/** Holds a head that somebody kept against the newest: the older must be its beginning. */
export function CompareHeads({ head }: { head: CheckedHead }) {
  const id = useId();
  const [note, setNote] = useState("");
  const [outcome, setOutcome] = useState<Outcome>({ state: "none" });
  const compare = async () => {
    setOutcome({ state: "working" });
    setOutcome(
      await compareWith(head, note).catch((error: Error): Outcome => ({ state: "broken", text: `Not compared. ${error.message}` })),
    );
  };
  return (
    <section aria-label="Compare two heads" className="border-t pt-5">
      <h3 className="text-body">Compare with a head that was kept</h3>
      <p className="mt-1 text-body text-ink-2">
        Paste a checkpoint: of an export, a receipt or a colleague. It must be a beginning of this log.
      </p>
      <form
        method="post"
        className="mt-3 flex flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void compare();
        }}
      >
        <label htmlFor={id} className="sr-only">
          Checkpoint
        </label>
        <textarea
          id={id}
          rows={5}
          spellCheck={false}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          placeholder={head.checkpoint}
          className="w-full rounded-control border border-line-control bg-surface px-2.5 py-2 font-mono text-code break-all text-ink placeholder:text-ink-3"
        />
        <Button
          type="submit"
          blocked={note.trim() === "" ? "Paste a checkpoint first." : outcome.state === "working" ? "It is being compared." : null}
        >
          Compare
        </Button>
      </form>
      <p role="status" className={outcome.state === "broken" ? "mt-3 text-label text-deny" : "mt-3 text-label text-ink-2"}>
        {"text" in outcome && outcome.text}
      </p>
    </section>
  );
}

async function compareWith(head: CheckedHead, pasted: string): Promise<Outcome> {
  const [{ openNote, extendsHead }, { proofBetween }] = await Promise.all([
    import("#lib/ledger/verify-in-browser.ts"),
    import("#lib/ledger/compare-with-pin.ts"),
  ]);
  // A text area turns line ends into its own and people lose the last one.
  const kept = openNote(`${pasted.replaceAll("\r\n", "\n").trim()}\n`, head.vkey);
  if (!kept || head.rootHex === null) return { state: "broken", text: "INVALID. This is not a head that the log's key signed." };
  const newest = { size: head.size, rootHex: head.rootHex };
  const [from, to] = kept.size <= newest.size ? [kept, newest] : [newest, kept];
  if (extendsHead(from, to, await proofBetween(from.size, to.size)))
    return {
      state: "same",
      text: `One log: the ${formatCount(from.size)} entries of the older head are the beginning of the ${formatCount(to.size)}.`,
    };
  return {
    state: "broken",
    text: `DIVERGED. Both heads are signed, and the log of ${formatCount(to.size)} entries does not begin with the ${formatCount(from.size)}. Keep both: together they prove it.`,
  };
}
