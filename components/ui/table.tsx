import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";

export type Column<Row> = {
  key: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Numbers stand right. */
  align?: "left" | "right";
  /** Left out below this width; say the fact elsewhere in the row if it matters there. */
  hideBelow?: "sm" | "md" | "lg";
  className?: string;
};

const HIDE = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden" };

export type TableProps<Row> = {
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  dense?: boolean;
  /** Shown in place of rows. */
  empty?: ReactNode;
};

/** Lines, no boxes: rows of 36 px, 32 when dense. The caption is for screen readers. */
export function Table<Row>({ caption, columns, rows, rowKey, dense, empty }: TableProps<Row>) {
  if (rows.length === 0 && empty) return <>{empty}</>;
  const look = (c: Column<Row>) =>
    cx(
      "px-3 first:pl-0 last:pr-0",
      c.align === "right" ? "text-right tabular" : "text-left",
      c.hideBelow && HIDE[c.hideBelow],
      c.className,
    );
  return (
    <table className="w-full border-collapse text-13">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="border-b border-line text-12 text-muted">
          {columns.map((c) => (
            <th key={c.key} scope="col" className={cx(look(c), "h-8 align-middle font-normal")}>
              {c.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} className="border-b border-line hover:bg-sunken">
            {columns.map((c) => (
              <td key={c.key} className={cx(look(c), dense ? "h-8 py-1" : "h-9 py-1.5")}>
                {c.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function TableSkeleton({ columns, rows = 8, dense }: { columns: number; rows?: number; dense?: boolean }) {
  return (
    <div aria-hidden="true">
      <div className="h-8 border-b border-line" />
      {Array.from({ length: rows }, (_, r) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={r} className={cx("flex items-center gap-6 border-b border-line", dense ? "h-8" : "h-9")}>
          {Array.from({ length: columns }, (_, c) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            <span key={c} className={cx("waiting h-3 rounded-sm bg-sunken", c === 0 ? "w-1/3" : "w-1/6")} />
          ))}
        </div>
      ))}
    </div>
  );
}
