// Loaded before anything else, and written so that an old Node can parse it: its only job is to say so in one line.
var found = process.versions.node.split(".").map(Number);
if (found[0] < 20 || (found[0] === 20 && found[1] < 19)) {
  console.error(`Reveille needs Node 20.19 or newer, and this is ${process.version}`);
  process.exit(1);
}
