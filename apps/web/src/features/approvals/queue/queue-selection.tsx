"use client";

import type { Approval } from "@agentlattice/contract";
import { createContext, type ReactNode, type RefObject, useCallback, useContext, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { useMe } from "#lib/session/session-context.tsx";
import { differencesIn, groupKeyOf, pendingOf, type QueueGroup, usualBetween } from "./group-queue.ts";
import { usePendingQueue } from "./pending-queue.tsx";

type Digests = ReadonlyMap<string, string>;

interface QueueSelection {
  /** Keys of the groups whose requests are shown. */
  readonly open: ReadonlySet<string>;
  /** Shows or hides the requests of a group, without selecting any. */
  readonly setOpen: (key: string, isOpen: boolean) => void;
  /** The digest that was shown when the request was selected, by id. */
  readonly digests: Digests;
  readonly select: (digests: Digests) => void;
  /** The selected requests that match the filters and are pending with the digest under which they were selected. */
  readonly selected: readonly Approval[];
  /** Id of the request that was selected or deselected last, where a range starts. */
  readonly anchor: RefObject<string | null>;
}

const Context = createContext<QueueSelection | null>(null);

/** Keeps the open groups and the selected requests of the queue. Requests that arrive later are not selected. */
export function QueueSelectionProvider({ children }: { children: ReactNode }) {
  const [open, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [digests, select] = useState<Digests>(new Map());
  const anchor = useRef<string | null>(null);
  const { sorted } = usePendingQueue();
  const selected = useMemo(
    () => (digests.size === 0 ? [] : sorted.filter(({ id, digest }) => digests.get(id) === digest)),
    [digests, sorted],
  );
  // Stable, so that closing the group of the open request does not open it again before the URL has changed.
  const setOpen = useCallback(
    (key: string, isOpen: boolean) =>
      setOpened((before) => {
        if (before.has(key) === isOpen) return before;
        const after = new Set(before);
        if (isOpen) after.add(key);
        else after.delete(key);
        return after;
      }),
    [],
  );
  const value = useMemo(() => ({ open, setOpen, digests, select, selected, anchor }), [open, setOpen, digests, selected]);
  return <Context value={value}>{children}</Context>;
}

export function useQueueSelection() {
  const selection = useContext(Context);
  if (!selection) throw new Error("useQueueSelection needs a QueueSelectionProvider");
  return selection;
}

/** Returns the operations of the group rows and checkboxes. */
export function useSelect() {
  const { can, user } = useMe();
  const { open, setOpen, select, selected, anchor } = useQueueSelection();
  const first = selected[0];
  const selectedKey = first ? groupKeyOf(first) : null;
  const write = (approvals: readonly Approval[]) => select(new Map(approvals.map(({ id, digest }) => [id, digest])));
  const blockedReason = (key: string) => {
    if (!can.decide) return "Your role cannot decide requests.";
    return selectedKey !== null && selectedKey !== key ? "Clear the selection in the other group first." : null;
  };
  /** Returns the pending requests of a group, except those that differ from the usual. */
  const usualOf = (group: QueueGroup) => {
    const pending = pendingOf(group);
    const differences = differencesIn(pending, user.id);
    return pending.filter(({ id }) => !differences.has(id));
  };
  return {
    selected,
    selectedKey,
    blockedReason,
    clear: () => write([]),
    toggle: (approval: Approval, group: QueueGroup) => {
      if (blockedReason(group.key) !== null) return;
      anchor.current = approval.id;
      const others = selected.filter(({ id }) => id !== approval.id);
      write(others.length === selected.length ? [...selected, approval] : others);
    },
    /** Selects a request and the usual ones between it and the one that was selected or deselected last. */
    selectTo: (approval: Approval, group: QueueGroup) => {
      if (blockedReason(group.key) !== null) return;
      write([
        ...new Set([...selected, ...usualBetween(pendingOf(group), { from: anchor.current, to: approval.id, me: user.id }), approval]),
      ]);
      anchor.current = approval.id;
    },
    /** Selects the usual requests of a group, or clears the selection. When all of its requests are unusual, it expands the group and shows a message. */
    toggleGroup: (group: QueueGroup) => {
      if (selectedKey === group.key) return write([]);
      if (blockedReason(group.key) !== null) return;
      const usual = usualOf(group);
      write(usual);
      if (pendingOf(group).length === 0 || usual.length > 0) return;
      setOpen(group.key, true);
      toast("All requests of this group differ from the usual.", { description: "Read them, and select them one by one." });
    },
    /** Shows or hides the requests of a group, without selecting any. */
    toggleOpen: (group: QueueGroup) => setOpen(group.key, !open.has(group.key)),
  };
}
