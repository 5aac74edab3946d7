"use client";

import { useEffect } from "react";

/** Opens, shows and marks the event that the address names, also after a soft navigation, which does not move `:target`. */
export function ScrollToEvent() {
  useEffect(() => {
    const show = () => {
      for (const old of document.querySelectorAll("[data-target=true]")) old.removeAttribute("data-target");
      const event = /^#event-\d+$/.test(location.hash) ? document.getElementById(location.hash.slice(1)) : null;
      if (!event) return;
      for (let node = event.parentElement; node; node = node.parentElement) if (node instanceof HTMLDetailsElement) node.open = true;
      event.dataset.target = "true";
      const place = () => (event.querySelector("mark") ?? event).scrollIntoView({ block: "center" });
      place();
      // Rows above take their real height only once they were near the screen; the second look lands where the first aimed.
      requestAnimationFrame(() => requestAnimationFrame(place));
    };
    show();
    window.addEventListener("hashchange", show);
    return () => window.removeEventListener("hashchange", show);
  }, []);
  return null;
}
