// What a classifier is in JavaScript: pixels in, labels with probabilities out. Serves the page and Node.

/**
 * Makes the network's input of pixels.
 * @param {ArrayLike<number>} pixels C x H x W, 0 to 255
 * @param {object} network what network.json says
 * @returns {Float32Array} C x H x W
 */
export function preprocess(pixels, network) {
  const plane = network.height * network.width;
  return Float32Array.from(pixels, (pixel, i) => {
    const channel = Math.floor(i / plane);
    return (pixel / 255 - network.mean[channel]) / network.std[channel];
  });
}

/**
 * Runs the network on one image.
 * @param {object} ort ONNX Runtime Web
 * @param {object} session the network
 * @param {Float32Array} numbers C x H x W, preprocessed
 * @param {object} network what network.json says
 * @returns {Promise<Float32Array>} the probability of each class
 */
export async function run(ort, session, numbers, network) {
  const input = new ort.Tensor('float32', numbers, [1, network.channels, network.height, network.width]);
  const { probabilities } = await session.run({ input });
  return probabilities.data;
}

/** The most probable classes, the first the most probable. */
export function rank(probabilities, labels, top = 3) {
  return Array.from(probabilities, (probability, i) => ({ label: labels[i], probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top);
}
