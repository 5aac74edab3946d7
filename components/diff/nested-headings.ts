type Node = { type: string; depth?: number; children?: Node[] };

/** Levels that a text's headings take on a page whose own end with `under`: nested as they are in the text, none skipped. */
export function headingLevels(depths: readonly number[], under: number): number[] {
  const open: number[] = [];
  return depths.map((depth) => {
    while (open.length > 0 && (open.at(-1) ?? 0) >= depth) open.pop();
    open.push(depth);
    return Math.min(6, under + open.length);
  });
}

/** For react-markdown: a memory's first heading is not the page's. */
export function nestedHeadings(under: number) {
  return () => (tree: Node) => {
    const found: Node[] = [];
    const walk = (node: Node) => {
      if (node.type === "heading") found.push(node);
      for (const child of node.children ?? []) walk(child);
    };
    walk(tree);
    const levels = headingLevels(
      found.map((node) => node.depth ?? 1),
      under,
    );
    for (const [i, node] of found.entries()) node.depth = levels[i] ?? 6;
  };
}
