import { cx } from "@/components/ui/class-names";

const TONES = { night: "bg-night-rule", dawn: "bg-dawn-rule", plain: "bg-edge" };

/** `value` of `max`; without `value` it only says that something goes on. The words beside it say the numbers. */
export function Progress({
  label,
  value,
  max = 100,
  tone = "night",
}: {
  label: string;
  value?: number;
  max?: number;
  tone?: keyof typeof TONES;
}) {
  const share = value === undefined || max <= 0 ? undefined : Math.min(1, value / max);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      className="h-1 overflow-hidden rounded-full bg-pressed forced-colors:border"
    >
      <div
        className={cx(
          "h-full rounded-full transition-[width] forced-colors:bg-[Highlight]",
          TONES[tone],
          share === undefined && "w-1/3 animate-[sweep_1.4s_ease-in-out_infinite]",
        )}
        style={share === undefined ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
