import { useId } from "react";

export type RadioOption<Value extends string> = { value: Value; title: string; means: string };

/** One of a few settings, each with what it leads to. */
export function RadioChoice<Value extends string>({
  legend,
  value,
  options,
  onChange,
  disabled,
}: {
  legend: string;
  value: Value;
  options: readonly RadioOption<Value>[];
  onChange: (value: Value) => void;
  disabled?: boolean;
}) {
  const name = useId();
  return (
    <fieldset disabled={disabled}>
      <legend className="mb-1 text-13 font-strong">{legend}</legend>
      <div className="divide-y divide-line border-y border-line">
        {options.map((o) => (
          <label key={o.value} className="flex items-start gap-3 py-2.5 text-13 hover:bg-sunken">
            <input
              type="radio"
              name={name}
              checked={o.value === value}
              onChange={() => onChange(o.value)}
              aria-describedby={`${name}-${o.value}`}
              className="mt-[3px] size-4 shrink-0 accent-(--c-solid)"
            />
            <span className="min-w-0">
              <span className="font-strong">{o.title}</span>
              <span id={`${name}-${o.value}`} className="block max-w-[70ch] text-muted">
                {o.means}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
