import { useId } from "react";
import { priceWords, unknownModelWords } from "@/components/stores/engine-words";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type PriceList, SUGGESTED_MODELS } from "@/lib/domain/claude";

type Props = {
  label: string;
  value: string;
  prices: PriceList | null;
  disabled: boolean;
  wrong: boolean;
  onChange: (model: string) => void;
};

/** A model's id: free text with suggestions, its price, and a warning where nothing is known of it. */
export function ModelField({ label, value, prices, disabled, wrong, onChange }: Props) {
  const list = useId();
  const unknown = wrong ? null : unknownModelWords(value);
  return (
    <div>
      <Field label={label} error={wrong ? "A model's id has letters, digits and . _ : @ / -" : undefined}>
        <Input
          list={list}
          className="font-mono text-13"
          spellCheck={false}
          autoComplete="off"
          maxLength={200}
          value={value}
          disabled={disabled}
          onChange={(e) => onChange(e.target.value.trim())}
        />
      </Field>
      <datalist id={list}>
        {SUGGESTED_MODELS.map((m) => (
          <option key={m} value={m} />
        ))}
      </datalist>
      {wrong ? null : <p className="mt-1 text-13 text-muted">{priceWords(value, prices)}</p>}
      {unknown ? <p className="mt-1 text-13 text-dawn">{unknown}</p> : null}
    </div>
  );
}
