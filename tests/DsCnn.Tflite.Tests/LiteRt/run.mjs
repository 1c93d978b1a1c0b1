// Runs .tflite files in LiteRT: node run.mjs < jobs.json, an array of { model, input, output }: paths of the file, of the float32 numbers that it takes and of those that it gives.
// @litertjs/core is made for browsers; what it expects of one is put in place before it is imported.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const require = createRequire(import.meta.url);
const folder = join(dirname(fileURLToPath(import.meta.url)), 'node_modules', '@litertjs', 'core');
const wasm = join(folder, 'wasm') + '/';
const path = url => String(url).startsWith('file:') ? fileURLToPath(url) : String(url);
globalThis.self = globalThis;
globalThis.__dirname = wasm;
globalThis.require = require;
globalThis.importScripts = (...files) => files.forEach(file => vm.runInThisContext(readFileSync(path(file), 'utf8'), { filename: path(file) }));
globalThis.fetch = async url => new Response(readFileSync(path(url)), { headers: { 'Content-Type': 'application/wasm' } });

const { loadLiteRt, loadAndCompile, Tensor } = await import(join(folder, 'dist', 'index.js'));
await loadLiteRt(wasm);
for (const job of JSON.parse(readFileSync(0, 'utf8'))) {
    try {
        const model = await loadAndCompile(new Uint8Array(readFileSync(job.model)), { accelerator: 'wasm' });
        const bytes = readFileSync(job.input);
        const [details] = model.getInputDetails();
        const input = new Tensor(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice(), [...details.shape]);
        const [output] = await model.run(input);
        writeFileSync(job.output, Buffer.from(output.toTypedArray().slice().buffer));
        input.delete();
        output.delete();
        model.delete();
    } catch (error) {
        console.error(`${job.model}: ${error?.stack ?? error}`);
        process.exitCode = 1;
    }
}

process.exit();
