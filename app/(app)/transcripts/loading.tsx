import { PageColumn } from "@/components/shell/app-shell";
import { PageHeaderSkeleton } from "@/components/ui/page-header";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { TableSkeleton } from "@/components/ui/table";

export default function TranscriptsLoading() {
  return (
    <PageColumn>
      <Loading what="the sessions" />
      <PageHeaderSkeleton />
      <Skeleton className="mb-3 h-8 w-96 max-w-full" />
      <TableSkeleton columns={5} rows={12} />
    </PageColumn>
  );
}
