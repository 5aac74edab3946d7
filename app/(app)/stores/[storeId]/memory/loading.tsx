import { MemoryPageSkeleton } from "@/components/memory/memory-page";
import { PageColumn } from "@/components/shell/app-shell";

export default function MemoryLoading() {
  return (
    <PageColumn>
      <MemoryPageSkeleton />
    </PageColumn>
  );
}
