"use client";

import { useEffect, useEffectEvent } from "react";

/** Opens, shows and marks the event that the address names, also after a soft navigation, which does not move `:target`; `reveal` has it drawn. */
export function ScrollToEvent({ reveal }: { reveal: (seq: number) => void }) {
  const draw = useEffectEvent(reveal);
  useEffect(() => {
    const show = () => {
      for (const old of document.querySelectorAll("[data-target=true]")) old.removeAttribute("data-target");
      const seq = /^#event-(\d+)$/.exec(location.hash)?.[1] ?? fromQuery();
      if (seq === undefined) return;
      draw(Number(seq));
      const event = document.getElementById(`event-${seq}`);
      if (!event) return;
      for (let node = event.parentElement; node; node = node.parentElement) if (node instanceof HTMLDetailsElement) node.open = true;
      event.dataset.target = "true";
      const place = () => (event.querySelector("mark") ?? event).scrollIntoView({ block: "center" });
      place();
      // Rows above take their real height only once they were near the screen; the second look lands where the first aimed.
      requestAnimationFrame(() => requestAnimationFrame(place));
    };
    // Once the effects are done: before that nothing can be drawn at once.
    queueMicrotask(show);
    window.addEventListener("hashchange", show);
    return () => window.removeEventListener("hashchange", show);
  }, []);
  return null;
}

/** The event of an address that has lost its fragment, as one does on the way through the sign-in. */
const fromQuery = () => /^\d+$/.exec(new URLSearchParams(location.search).get("event") ?? "")?.[0];
