import clsx from "clsx";
import { formatCount } from "#lib/format/text.ts";
import { type ProofNode, proofShape } from "./proof-shape.ts";

const WIDTH = 372;
const LEFT = 14;
const GAP = 49;
const Y = [126, 88, 50, 12] as const;

const x = ({ level, at }: { level: number; at: number }) => LEFT + GAP * (at * 2 ** level + (2 ** level - 1) / 2);
const y = ({ level }: { level: number }) => Y[level] ?? 0;
const parent = ({ level, at }: ProofNode) => ({ level: level + 1, at: Math.floor(at / 2) });

/** Draws the bottom three levels of the tree and the root. Nodes computed from the leaf are filled, nodes from the proof are outlined. */
export function ProofDrawing({ index, size, invalid }: { index: number; size: number; invalid: boolean }) {
  const { nodes, skips } = proofShape(index, size);
  const accent = invalid ? "text-deny" : "text-accent";
  const below = nodes.filter(({ level }) => level < 3);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} 156`}
      className="my-3 w-full text-line-strong"
      role="img"
      aria-label={`Entry ${formatCount(index)} of ${formatCount(size)} in the tree`}
    >
      {below.map((node) => (
        <line
          key={`e${node.level}-${node.at}`}
          x1={x(node)}
          y1={y(node)}
          x2={x(parent(node))}
          y2={y(parent(node))}
          stroke="currentColor"
          strokeWidth={node.role === "path" ? 1.75 : 1}
          strokeDasharray={node.level === 2 && skips ? "3 3" : undefined}
          className={clsx(node.role === "path" && accent)}
        />
      ))}
      {nodes.map((node) => (
        <Node key={`n${node.level}-${node.at}`} node={node} accent={accent} />
      ))}
      <text x={x({ level: 3, at: 0 }) + 13} y={16} className="fill-ink-2 text-[11px]">
        root
      </text>
      <text x={x({ level: 0, at: index % 8 })} y={149} textAnchor="middle" className="tnum fill-ink text-[11px]">
        {formatCount(index)}
      </text>
    </svg>
  );
}

function Node({ node, accent }: { node: ProofNode; accent: string }) {
  const r = node.role === "other" ? 4 : 6;
  const [cx, cy] = [x(node), y(node)];
  const d = `M${cx - r} ${cy} ${cx} ${cy - r} ${cx + r} ${cy} ${cx} ${cy + r}Z`;
  if (node.role === "path") return <path d={d} fill="currentColor" className={accent} />;
  return <path d={d} fill="var(--surface)" stroke="currentColor" strokeWidth="1.5" className={clsx(node.role === "sibling" && accent)} />;
}
