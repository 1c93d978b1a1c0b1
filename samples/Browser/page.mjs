// The page: a picture in, labels out, without a server that computes.
import * as ort from './node_modules/onnxruntime-web/dist/ort.wasm.min.mjs';
import { preprocess, rank, run } from './classifier.mjs';

const answer = document.querySelector('#answer');
ort.env.wasm.numThreads = 1;

try {
  const network = await (await get('network/network.json')).json();
  const session = await ort.InferenceSession.create(await (await get('network/network.onnx')).arrayBuffer());
  const classify = async (picture) => show(await run(ort, session, preprocess(pixelsOf(picture, network), network), network), network);

  await compare(session, network);
  document.querySelector('#picture').addEventListener('change', async (event) => {
    try {
      const [file] = event.target.files;
      if (file) await classify(await createImageBitmap(file));
    } catch (failure) {
      answer.textContent = `This is no picture that the browser can read (${failure.message}).`;
    }
  });
} catch (failure) {
  answer.textContent = failure.message;
}

async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}. Write it with the command in the README.`);
  return response;
}

/** C x H x W: the short side scaled, the middle cut out of the long one, on white; gray where the network has one channel. */
function pixelsOf(picture, { channels, height, width }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const scale = Math.max(width / picture.width, height / picture.height);
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    picture, (width - picture.width * scale) / 2, (height - picture.height * scale) / 2, picture.width * scale, picture.height * scale);
  const { data } = context.getImageData(0, 0, width, height);
  const plane = width * height;
  const pixels = new Uint8Array(channels * plane);
  for (let i = 0; i < plane; i++) {
    const [red, green, blue] = data.subarray(4 * i, 4 * i + 3);
    if (channels === 1) pixels[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    else pixels.set([red], i), pixels.set([green], plane + i), pixels.set([blue], 2 * plane + i);
  }
  return pixels;
}

/** What the first example should give, to see that this browser computes the same. */
async function compare(session, network) {
  const [{ pixels, probabilities }] = network.images;
  const actual = await run(ort, session, preprocess(pixels, network), network);
  const difference = Math.max(...probabilities.map((expected, i) => Math.abs(expected - actual[i])));
  answer.textContent = `Ready: ${difference.toExponential(1)} from the numbers of the .NET classifier.`;
}

function show(probabilities, network) {
  const lines = rank(probabilities, network.labels).map(({ label, probability }) => {
    const line = document.createElement('li');
    line.textContent = `${label} ${(100 * probability).toFixed(1)} %`;
    return line;
  });
  const list = document.createElement('ol');
  list.append(...lines);
  answer.replaceChildren(list);
}
