// Runs one exported function of one module: a JSON input a line, a JSON answer a line. Ends with its input.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [, , entry, name] = process.argv;
const { [name]: run } = await import(pathToFileURL(entry).href);
if (typeof run !== 'function') throw new Error(`${entry} does not export ${name}`);

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { output: run(JSON.parse(line)) };
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
