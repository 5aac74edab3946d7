import { ArchivedNote } from "@/components/stores/archive-store";
import { TabLinks } from "@/components/ui/tabs";
import { paths } from "@/lib/paths";

/** The pages of one store, and below them what holds on each: that it is archived. */
export function StoreTabs({ storeId, archived }: { storeId: string; archived: boolean }) {
  return (
    <>
      <TabLinks
        label="This store"
        links={[
          { href: paths.store(storeId), label: "Memories", exact: true },
          { href: paths.history(storeId), label: "History" },
          { href: paths.storeDreams(storeId), label: "Dreams" },
          { href: paths.storeSettings(storeId), label: "Policy, schedule, engine" },
        ]}
      />
      {archived ? <ArchivedNote /> : null}
    </>
  );
}
