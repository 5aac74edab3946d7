// Loaded into child processes with --import: the channel to the parent closes when the parent ends, however it ends.
// A tool's own children inherit this flag and the environment, but not the parent.
if (process.channel && process.env.REVEILLE_PARENT === String(process.ppid)) {
  process.once("disconnect", () => process.exit(1));
  process.channel.unref();
}
