import { PageColumn } from "@/components/shell/app-shell";
import { PageHeaderSkeleton } from "@/components/ui/page-header";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { TableSkeleton } from "@/components/ui/table";

export default function AgentLoading() {
  return (
    <PageColumn>
      <Loading what="the agent" />
      <PageHeaderSkeleton />
      <div aria-hidden="true">
        <div className="mb-4 h-9 border-b border-line max-md:h-11" />
        <Skeleton className="h-2 w-full" />
        <Skeleton className="mt-2 mb-4 w-72 max-w-full" />
        <Skeleton className="mb-3 h-8 w-96 max-w-full" />
      </div>
      <TableSkeleton columns={4} rows={12} />
    </PageColumn>
  );
}
