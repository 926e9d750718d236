"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { copyText } from "#lib/copy-text.ts";
import { GateMark } from "./gate-mark.tsx";

const SHOWN_MS = 1_500;

/** Copies a value and confirms it visibly and to screen readers. `label` names the value. */
export function CopyButton({ value, label }: { value: string; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    if (await copyText(value)) setCopied(true);
    else toast("Your browser does not allow copying. Select the text and copy it.", { icon: <GateMark state="deny" /> });
  };

  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      aria-label={`Copy ${label}`}
      onClick={() => void copy()}
      className="quick -my-1 inline-flex size-6 shrink-0 items-center justify-center rounded-chip text-ink-3 hover:bg-hover hover:text-ink"
    >
      <Icon size={13} strokeWidth={1.75} aria-hidden="true" />
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </button>
  );
}
