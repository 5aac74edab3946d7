import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { PAGES } from "@/components/palette/places";

const app = fileURLToPath(new URL("../../app/", import.meta.url));

test("the palette goes to every page that stands for itself", () => {
  const pages = readdirSync(app, { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)page\.tsx$/.test(file) && !file.includes("[") && !file.startsWith("(auth)/"))
    .map((file) => `/${file.replace(/\/?page\.tsx$/, "").replace(/\([a-z]+\)\/?/g, "")}`);
  expect(pages.length).toBeGreaterThan(5);
  expect(PAGES.map((p) => p.href).sort()).toEqual(pages.sort());
});
