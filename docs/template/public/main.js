// Blocks without a language are commands and their output: none is to be guessed for them.
export default { configureHljs: hljs => hljs.configure({ languages: [] }) }
