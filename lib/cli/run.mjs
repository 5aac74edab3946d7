import "./launcher/require-node.mjs";

// Imported only now: what follows uses syntax that an old Node cannot parse.
import("./launcher/command.mjs").then((launcher) => launcher.runCommand(process.argv[2], process.argv.slice(3)));
