import { PageHeaderSkeleton } from "@/components/ui/page-header";
import { Loading } from "@/components/ui/skeleton";
import { TableSkeleton } from "@/components/ui/table";

export default function SettingsLoading() {
  return (
    <>
      <Loading what="settings" />
      <PageHeaderSkeleton />
      <TableSkeleton columns={4} rows={4} />
    </>
  );
}
