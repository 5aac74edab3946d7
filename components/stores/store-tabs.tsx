import { TabLinks } from "@/components/ui/tabs";
import { paths } from "@/lib/paths";

/** The pages of one store. */
export function StoreTabs({ storeId }: { storeId: string }) {
  return (
    <TabLinks
      label="This store"
      links={[
        { href: paths.store(storeId), label: "Memories", exact: true },
        { href: paths.history(storeId), label: "History" },
        { href: paths.storeDreams(storeId), label: "Dreams" },
        { href: paths.storeSettings(storeId), label: "Policy" },
      ]}
    />
  );
}
