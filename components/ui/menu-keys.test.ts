import { describe, expect, it } from "vitest";
import { itemOfKey, itemOfLetters } from "@/components/ui/menu-keys";

describe("the arrows of a menu", () => {
  it("move by one and stop at both ends", () => {
    expect([itemOfKey("ArrowDown", 0, 3), itemOfKey("ArrowDown", 2, 3), itemOfKey("ArrowUp", 1, 3), itemOfKey("ArrowUp", 0, 3)]).toEqual([
      1, 2, 0, 0,
    ]);
  });

  it("begin at an end while no item has the focus", () => {
    expect([itemOfKey("ArrowDown", -1, 3), itemOfKey("ArrowUp", -1, 3)]).toEqual([0, 2]);
  });

  it("have Home and End beside them, and other keys move nothing", () => {
    expect([itemOfKey("Home", 2, 3), itemOfKey("End", 0, 3), itemOfKey("Enter", 0, 3), itemOfKey("End", -1, 0)]).toEqual([
      0,
      2,
      undefined,
      undefined,
    ]);
  });
});

describe("letters typed in a menu", () => {
  const labels = ["As the system", "Light", "Dark", "API reference", " Sign out", "Align"];

  it("lead to the next item that begins with them, and round", () => {
    expect([
      itemOfLetters(labels, 0, "l"),
      itemOfLetters(labels, 1, "a"),
      itemOfLetters(labels, 5, "a"),
      itemOfLetters(labels, 0, "s"),
    ]).toEqual([1, 3, 0, 4]);
  });

  it("stay at an item that goes on beginning with them, and leave it for one that does", () => {
    expect([itemOfLetters(labels, 3, "ap"), itemOfLetters(labels, 3, "al"), itemOfLetters(labels, 4, "sign o")]).toEqual([3, 5, 4]);
  });

  it("go from one to the next when one is pressed again", () => {
    expect([itemOfLetters(labels, 0, "aa"), itemOfLetters(labels, 3, "aaa")]).toEqual([3, 5]);
  });

  it("lead nowhere when nothing begins with them", () => {
    expect([itemOfLetters(labels, 0, "x"), itemOfLetters([], -1, "a"), itemOfLetters(labels, 0, "")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
