import "./launcher/require-node.mjs";

// Imported only now: what follows uses syntax that an old Node cannot parse.
import("./launcher/checks.mjs").then((launcher) => launcher.runChecks(process.argv.slice(2)));
