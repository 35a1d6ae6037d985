/** Entry of our own processes. Each loads only what it needs: a watchdog beside a job must not double its memory. */
const [what, dir] = process.argv.slice(2);
if (what === 'watchdog') {
  const { watchdog } = await import('./watchdog.ts');
  await watchdog();
} else if (what === 'job' && dir !== undefined) {
  const { job } = await import('./job.ts');
  await job(dir);
}
// Idle connections must not keep the process.
process.exit();
