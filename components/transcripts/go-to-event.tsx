import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

const look = "rounded-sm py-0.5 underline decoration-edge underline-offset-2 hover:text-ink";

/** Ways to any place of a session too long to be here whole. Each is an address, so that it can be sent on. */
export function GoToEvent({ total }: { total: number }) {
  const [wanted, setWanted] = useState("");
  const id = useId();
  const go = () => {
    const seq = Number(wanted);
    if (!/^\d+$/.test(wanted.trim()) || seq >= total) return;
    const hash = `#event-${seq}`;
    // The same address again is no change of it, and yet a wish to go there.
    if (location.hash === hash) window.dispatchEvent(new HashChangeEvent("hashchange"));
    else location.hash = hash;
  };
  return (
    <form
      aria-label="Go to an event"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-2 text-13 text-muted"
      data-print="hide"
      onSubmit={(e) => {
        e.preventDefault();
        go();
      }}
    >
      <a href="#event-0" className={look}>
        First event
      </a>
      <a href={`#event-${total - 1}`} className={look}>
        Last event
      </a>
      <label htmlFor={id}>Event</label>
      <Input
        id={id}
        type="number"
        inputMode="numeric"
        min={0}
        max={total - 1}
        value={wanted}
        onChange={(e) => setWanted(e.target.value)}
        className="max-w-24"
      />
      <Button type="submit" size="sm">
        Go there
      </Button>
    </form>
  );
}
