// Runs the exported network in ONNX Runtime Web and compares with what Classifier computed.
import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { preprocess, rank, run } from './classifier.mjs';

const tolerance = 1e-4;
const folder = process.argv[2] ?? 'network';
const network = JSON.parse(await readFile(`${folder}/network.json`, 'utf8'));

// Node needs no more than one thread for one image.
ort.env.wasm.numThreads = 1;
const session = await ort.InferenceSession.create(await readFile(`${folder}/network.onnx`), { executionProviders: ['wasm'] });

let largest = 0;
for (const [i, image] of network.images.entries()) {
  const numbers = preprocess(image.pixels, network);
  const probabilities = await run(ort, session, numbers, network);
  const [best] = rank(probabilities, network.labels, 1);
  const difference = Math.max(distance(numbers, image.numbers), distance(probabilities, image.probabilities));
  largest = Math.max(largest, difference);
  console.log(`image ${i}: ${best.label} ${best.probability.toFixed(6)}, ${difference.toExponential(1)} from the classifier`);
}

if (!(largest <= tolerance)) {
  console.error(`The networks differ by ${largest}, more than ${tolerance}.`);
  process.exitCode = 1;
}

/** The largest difference, relative to the largest number. */
function distance(actual, expected) {
  const magnitude = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(actual[i] - value))) / magnitude;
}
