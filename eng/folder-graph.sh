#!/usr/bin/env bash
# Which folders of a project need which: prints "FROM TO FILE TYPE" for each file that names a type of another folder.
#   eng/folder-graph.sh src/DsCnn.Core
# A folder is one directly below the project. Types are found by their declarations, uses by their names; comments and texts do not count.
set -euo pipefail
project=${1:?Expected the folder of a project.}
cd "$project"
find . -name '*.cs' -not -path './obj/*' -not -path './bin/*' | sort | xargs awk '
    function folder(path,   parts, n) { n = split(path, parts, "/"); return n > 2 ? parts[2] : "(root)" }
    FNR == 1 { files[++count] = FILENAME; of[FILENAME] = folder(FILENAME) }
    {
        line = $0
        if (line ~ /^using /) next
        # A value of an enumeration may be called like a type.
        if (line ~ /^    [A-Z][A-Za-z0-9]*( = [^,(]*)?,$/) next
        sub(/\/\/.*/, "", line)
        gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
        if (match(line, /^(public|internal|file) ([a-z]+ )*(class|record|struct|enum|interface) [A-Za-z0-9_]+/)) {
            split(substr(line, RSTART, RLENGTH), words, " ")
            declared[words[length(words)]] = of[FILENAME]
        }
        text[FILENAME] = text[FILENAME] "\n" line
    }
    END {
        for (f = 1; f <= count; f++) {
            file = files[f]; rest = text[file]; split("", seen); before = ""
            while (match(rest, /\.?[A-Za-z_][A-Za-z0-9_]*/)) {
                word = substr(rest, RSTART, RLENGTH)
                # "ArchitectureTable Table" declares a member that happens to be called like a type.
                isName = before ~ /^[A-Z]/ && substr(rest, 1, RSTART - 1) ~ /^[>?\]]* $/
                rest = substr(rest, RSTART + RLENGTH)
                before = word
                if (!isName && word in declared && declared[word] != of[file] && !(word in seen)) {
                    seen[word] = 1
                    print of[file], declared[word], file, word
                }
            }
        }
    }'
