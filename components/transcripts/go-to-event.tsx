import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

const look = "rounded-sm py-0.5 underline decoration-edge underline-offset-2 hover:text-ink";

/** Ways to any place of a session too long to be here whole. Each is an address, so that it can be sent on. */
export function GoToEvent({ total }: { total: number }) {
  const [wanted, setWanted] = useState("");
  const id = useId();
  return (
    <form
      aria-label="Go to an event"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-2 text-13 text-muted"
      data-print="hide"
      onSubmit={(e) => {
        e.preventDefault();
        if (/^\d+$/.test(wanted.trim()) && Number(wanted) < total) goTo(Number(wanted));
      }}
    >
      <EventLink seq={0}>First event</EventLink>
      <EventLink seq={total - 1}>Last event</EventLink>
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

const EventLink = ({ seq, children }: { seq: number; children: string }) => (
  <a
    href={`#event-${seq}`}
    className={look}
    onClick={(e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      goTo(seq);
    }}
  >
    {children}
  </a>
);

/**
 * Puts the event into the address, where the server begins with it after a reload. By `pushState`: a fragment that the router has not heard of is
 * dropped from the address as soon as more events are fetched.
 */
function goTo(seq: number): void {
  const address = new URL(location.href);
  address.searchParams.set("event", String(seq));
  address.searchParams.delete("quote");
  address.hash = `event-${seq}`;
  if (address.href !== location.href) window.history.pushState(null, "", address);
  // Said by hand: neither `pushState` nor the same address again says it, and yet it is a wish to go there.
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}
