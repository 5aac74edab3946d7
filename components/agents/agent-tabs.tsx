import { TabLinks } from "@/components/ui/tabs";
import { paths } from "@/lib/paths";

/** The pages of one agent. */
export function AgentTabs({ agentId }: { agentId: string }) {
  return (
    <TabLinks
      label="This agent"
      links={[
        { href: paths.agent(agentId), label: "Sessions", exact: true },
        { href: paths.upload(agentId), label: "Upload" },
        { href: paths.connect(agentId), label: "Connect" },
      ]}
    />
  );
}
