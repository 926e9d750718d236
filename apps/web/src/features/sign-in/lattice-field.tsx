const LINE_DISTANCE = 90;
const WIDTH = 720;
const HEIGHT = 900;

/** Returns the path of both families of diagonals. Every node of the drawing lies on them. */
function lines(): string {
  const parts: string[] = [];
  for (let at = -HEIGHT + 20; at < WIDTH + HEIGHT; at += LINE_DISTANCE) parts.push(`M${at} 0 ${at + HEIGHT} ${HEIGHT}`);
  for (let at = 71; at < WIDTH + HEIGHT; at += LINE_DISTANCE) parts.push(`M${at} 0 ${at - HEIGHT} ${HEIGHT}`);
  return parts.join("");
}

const PASSED = [
  [46, 835],
  [136, 745],
  [226, 835],
  [316, 745],
  [361, 700],
  [316, 655],
  [271, 610],
  [316, 565],
] as const;

const at = [361, 520] as const;

/** Decoration of the sign-in page: an action on its way through the lattice, stopped at a gate. */
export function LatticeField() {
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      className="absolute inset-0 size-full"
      fill="none"
    >
      <path d={lines()} className="stroke-line" strokeWidth="1" />
      <path d={`M${[...PASSED, at].map((point) => point.join(" ")).join(" ")}`} className="stroke-ink" strokeWidth="2" />
      {PASSED.map(([x, y]) => (
        <path
          key={`${x}-${y}`}
          d={`M${x - 6} ${y} ${x} ${y - 6} ${x + 6} ${y} ${x} ${y + 6}Z`}
          className="fill-canvas stroke-ink"
          strokeWidth="2"
        />
      ))}
      <path d="M398 484 496 386 451 340 632 159" className="stroke-ink-3" strokeWidth="2" strokeDasharray="0.1 7" strokeLinecap="round" />
      <path d="M344 446 375 478M404 507 435 538" className="stroke-ink" strokeWidth="6" />
      <path d={`M${at[0] - 15} ${at[1]} ${at[0]} ${at[1] - 15} ${at[0] + 15} ${at[1]} ${at[0]} ${at[1] + 15}Z`} className="fill-accent" />
    </svg>
  );
}
