import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";
import type { Trust } from "@/lib/domain/transcript";

/** Words from outside, on their own ground with a rule at the left, everywhere in the product: nobody takes them for ours. */
export function ExternalText({
  children,
  className,
  as: Tag = "div",
}: {
  children: ReactNode;
  className?: string;
  as?: "div" | "blockquote";
}) {
  return <Tag className={cx("border-l-[3px] border-external-rule bg-external-ground py-1.5 pr-3 pl-3", className)}>{children}</Tag>;
}

/** Quoted words by trust: external ones on the external ground, all others behind a plain rule. */
export function QuotedText({ trust, children, className }: { trust: Trust; children: ReactNode; className?: string }) {
  if (trust === "external")
    return (
      <ExternalText as="blockquote" className={className}>
        {children}
      </ExternalText>
    );
  return <blockquote className={cx("border-l-[3px] border-pressed py-1.5 pl-3", className)}>{children}</blockquote>;
}
