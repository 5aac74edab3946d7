import type { Metadata } from "next";
import { KeyChoice } from "@/components/keyboard/key-choice-table";
import { PageHeader } from "@/components/ui/page-header";

export const metadata: Metadata = { title: "Keyboard" };

export default function KeyboardPage() {
  return (
    <>
      <PageHeader headline="Every command of the review desk has a key" detail="What you choose here is yours in every browser." />
      <KeyChoice />
    </>
  );
}
