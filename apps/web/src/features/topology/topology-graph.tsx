"use client";

import clsx from "clsx";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { followEdge } from "./follow-edges.ts";
import { type Layout, type Line, layOut, NODE_HEIGHT, type PositionedNode } from "./lay-out.ts";
import type { Topology } from "./merge-tools.ts";

const ZOOM_FACTOR = 1.2;
const SMALLEST = 0.25;
const LARGEST = 2;
const clamp = (scale: number) => Math.min(LARGEST, Math.max(SMALLEST, scale));

interface TopologyGraphProps {
  topology: Topology;
  selected: string | null;
  onSelect: (id: string) => void;
  /** Called when an arrow key leads to a node. */
  onMove: (id: string) => void;
}

/** Agents at the left and tools at the right, with their edges. Arrow keys follow edges, F fits, + and - zoom. */
export function TopologyGraph({ topology, selected, onSelect, onMove }: TopologyGraphProps) {
  const { pane, size } = usePaneSize();
  const layout = layOut(topology, size.width);
  const { scale, zoom, fit } = useZoom(layout, size);
  useKeys({ f: fit, "+": () => zoom(ZOOM_FACTOR), "=": () => zoom(ZOOM_FACTOR), "-": () => zoom(1 / ZOOM_FACTOR) });
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const id = event.target instanceof HTMLElement ? event.target.dataset.node : undefined;
    if (!id || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const next = followEdge(layout, id, event.key);
    if (!next) return;
    onMove(next.id);
    pane.current?.querySelector<HTMLElement>(`[data-node=${JSON.stringify(next.id)}]`)?.focus();
  };
  const tabbable = layout.nodes.some(({ id }) => id === selected) ? selected : layout.nodes[0]?.id;
  return (
    <>
      <div ref={pane} className="pane min-h-0 flex-1 overflow-x-auto">
        <section
          aria-label="Graph of agents and tools"
          onKeyDown={move}
          className="relative"
          style={{ width: layout.width * scale, height: layout.height * scale }}
        >
          <div className="absolute top-0 left-0 origin-top-left" style={{ width: layout.width, height: layout.height, scale }}>
            <svg aria-hidden="true" width={layout.width} height={layout.height} fill="none" className="absolute inset-0">
              {layout.lines.map((line) => (
                <Edge key={line.key} line={line} isDimmed={selected !== null && line.from !== selected && line.to !== selected} />
              ))}
            </svg>
            {layout.nodes.map((node) => (
              <Node key={node.id} node={node} isSelected={node.id === selected} isTabbable={node.id === tabbable} onSelect={onSelect} />
            ))}
          </div>
        </section>
      </div>
      <div className="hidden h-12 shrink-0 items-center gap-4 border-t px-6 text-label text-ink-2 tablet:flex">
        <Legend className="text-ink-2">delegates to</Legend>
        <Legend className="text-line-strong">uses</Legend>
        <Legend className="text-deny" isDashed>
          halted
        </Legend>
        <span className="ml-auto flex items-center gap-2">
          <Button size="table" aria-label="Zoom out" onClick={() => zoom(1 / ZOOM_FACTOR)}>
            −
          </Button>
          <span className="tnum w-12 text-center">{Math.round(scale * 100)} %</span>
          <Button size="table" aria-label="Zoom in" onClick={() => zoom(ZOOM_FACTOR)}>
            +
          </Button>
          <Button size="table" onClick={fit}>
            Fit <KeyHint>F</KeyHint>
          </Button>
        </span>
      </div>
    </>
  );
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Measures the pane of the graph, which becomes narrower when the detail of a node opens next to it. */
function usePaneSize(): { pane: RefObject<HTMLDivElement | null>; size: Size } {
  const pane = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY });
  useLayoutEffect(() => {
    const box = pane.current;
    if (!box) return;
    // The size with scroll bars: a size without them would change with the scale, and the scale with the size.
    const measure = () => setSize({ width: box.offsetWidth, height: box.offsetHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return { pane, size };
}

/** Returns the scale of the graph. It fits the width of the pane, or the whole pane after F, until the person zooms. */
function useZoom(layout: Layout, size: Size) {
  const [chosen, setChosen] = useState<number | "width" | "whole">("width");
  const byWidth = Math.min(1, size.width / layout.width);
  const scale = clamp(chosen === "width" ? byWidth : chosen === "whole" ? Math.min(byWidth, size.height / layout.height) : chosen);
  return { scale, zoom: (factor: number) => setChosen(clamp(scale * factor)), fit: () => setChosen("whole") };
}

function Edge({ line: { path, type, isHalted }, isDimmed }: { line: Line; isDimmed: boolean }) {
  return (
    <path
      d={path}
      strokeWidth={type === "delegation" ? 1.5 : 1}
      strokeDasharray={isHalted ? "3 3" : undefined}
      className={clsx(isHalted ? "stroke-deny" : type === "delegation" ? "stroke-ink-2" : "stroke-line-strong", isDimmed && "opacity-20")}
    />
  );
}

interface NodeProps {
  node: PositionedNode;
  isSelected: boolean;
  isTabbable: boolean;
  onSelect: (id: string) => void;
}

function Node({ node: { id, kind, name, x, y, width, isHalted, members }, isSelected, isTabbable, onSelect }: NodeProps) {
  return (
    <button
      type="button"
      data-node={id}
      tabIndex={isTabbable ? 0 : -1}
      aria-pressed={isSelected}
      title={name}
      onClick={() => onSelect(id)}
      className={clsx(
        "absolute flex items-center gap-2 text-left text-label whitespace-nowrap",
        kind === "agent" ? "rounded-control border px-2.5 font-medium" : "rounded-chip px-1 font-mono text-code",
        kind === "agent" && (isHalted ? "border-deny bg-deny-wash text-deny" : "border-line-strong bg-surface"),
        isSelected && (kind === "agent" ? "outline-2 outline-accent" : "bg-accent-wash text-accent-text"),
      )}
      style={{ left: x, top: y, width, height: NODE_HEIGHT }}
    >
      {kind !== "agent" && <Diamond hollow size={9} className="shrink-0 text-ink-3" />}
      {/* The name of a delegated agent is its path, which the lines draw. */}
      <span className="truncate">{kind === "agent" ? (name.split("/").at(-1) ?? name) : name}</span>
      {kind === "group" && <span className="tnum text-ink-3">{members.length}</span>}
      {isHalted && <span className="sr-only">, halted</span>}
    </button>
  );
}

function Legend({ className, isDashed = false, children }: { className: string; isDashed?: boolean; children: string }) {
  return (
    <span className="flex items-center gap-2">
      <svg aria-hidden="true" width="20" height="2" className={className}>
        <path d="M0 1H20" stroke="currentColor" strokeWidth="1.5" strokeDasharray={isDashed ? "3 3" : undefined} />
      </svg>
      {children}
    </span>
  );
}
