"use client";

import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { CheckedHead } from "#features/shell/use-head.ts";
import { formatCount } from "#lib/format/text.ts";

type Outcome = { readonly state: "none" | "working" } | { readonly state: "same" | "broken"; readonly text: string };

/** Compares a pasted head with the newest one. The older head must be a prefix of the newer. */
export function CompareHeads({ head }: { head: CheckedHead }) {
  const id = useId();
  const [note, setNote] = useState("");
  const [outcome, setOutcome] = useState<Outcome>({ state: "none" });
  const compare = async () => {
    setOutcome({ state: "working" });
    setOutcome(
      await compareWith(head, note).catch(
        (error: Error): Outcome => ({ state: "broken", text: `The comparison failed. ${error.message}` }),
      ),
    );
  };
  return (
    <section aria-label="Compare two heads" className="border-t pt-5">
      <h3 className="text-body">Compare with a saved head</h3>
      <p className="mt-1 text-body text-ink-2">
        Paste a checkpoint from an export, a receipt or another person. It must be a prefix of this log.
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
        <Button type="submit" blocked={note.trim() === "" ? "Paste a checkpoint." : outcome.state === "working" ? "Comparing." : null}>
          Compare
        </Button>
      </form>
      <p role="status" className={outcome.state === "broken" ? "mt-3 text-label text-deny" : "mt-3 text-label text-ink-2"}>
        {"text" in outcome && outcome.text}
      </p>
    </section>
  );
}

async function compareWith(head: CheckedHead, text: string): Promise<Outcome> {
  const [{ openNote, extendsHead }, { proofBetween }] = await Promise.all([
    import("#lib/ledger/verify-in-browser.ts"),
    import("#lib/ledger/compare-with-pin.ts"),
  ]);
  // Text areas change line endings, and people omit the last newline.
  const pasted = openNote(`${text.replaceAll("\r\n", "\n").trim()}\n`, head.vkey);
  if (!pasted || head.rootHex === null) return { state: "broken", text: "INVALID. The log's key did not sign this checkpoint." };
  const newest = { size: head.size, rootHex: head.rootHex };
  const [from, to] = pasted.size <= newest.size ? [pasted, newest] : [newest, pasted];
  if (extendsHead(from, to, await proofBetween(from.size, to.size)))
    return {
      state: "same",
      text: `Both heads belong to one log: the ${formatCount(from.size)} entries of the older head are a prefix of the ${formatCount(to.size)}.`,
    };
  return {
    state: "broken",
    text: `DIVERGED. Both heads are signed, but the log of ${formatCount(to.size)} entries does not begin with the ${formatCount(from.size)}. Keep both heads: together they prove it.`,
  };
}
