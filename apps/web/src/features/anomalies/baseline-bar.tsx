import type { Anomaly } from "@agentlattice/contract";

const WIDTH = 144;
const HEIGHT = 20;

/** The usual range as a band, the threshold as a dotted line, and the observed number as a bar, on one scale. */
export function BaselineBar({ anomaly: { observed, threshold, baseline } }: { anomaly: Anomaly }) {
  const most = Math.max(observed, threshold, baseline.high, 1);
  const at = (value: number) => (value / most) * (WIDTH - 2);
  return (
    <svg aria-hidden="true" width={WIDTH} height={HEIGHT} className="block max-w-full">
      <rect
        x={at(baseline.low)}
        y={2}
        width={Math.max(2, at(baseline.high) - at(baseline.low))}
        height={HEIGHT - 4}
        className="fill-line-strong"
      />
      <rect x={0} y={7} width={at(observed)} height={6} className="fill-hold" />
      <path d={`M${at(threshold) + 0.5} 0V${HEIGHT}`} strokeDasharray="2 2" className="stroke-ink-2" />
    </svg>
  );
}
