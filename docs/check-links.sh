#!/usr/bin/env bash
# Ends with 1 if a link of the built site leads to a file or an anchor that does not exist. docs/build.sh runs it: docfx itself
# checks the links of Markdown files, but not those of its templates and settings.
#   docs/check-links.sh artifacts/site/html
set -euo pipefail
cd "$1"

{
    find . -type f -printf '%P:file\n'
    find . -name '*.html' -printf '%P\0' | xargs -0 grep -oHE ' (id|name|href|src)="[^"]*"'
} | awk '
    # A line is PAGE:file, or PAGE: KIND="VALUE".
    {
        colon = index($0, ":")
        page = substr($0, 1, colon - 1)
        rest = substr($0, colon + 1)
        kind = rest; sub(/=.*/, "", kind)
        value = substr(rest, length(kind) + 3); sub(/"$/, "", value)
        gsub(/&amp;/, "\\&", value)
    }
    kind == "file" { exists[page] = 1; next }
    kind == " id" || kind == " name" { anchors[page "#" value] = 1; next }
    value !~ /^([a-z]+:|\/\/)/ { pages[++links] = page; targets[links] = value }

    # The file that a relative link of a page means.
    function resolved(page, target,    parts, count, i, path, depth) {
        if (target == "") return page
        sub(/[^\/]*$/, "", page)
        count = split(page target, parts, "/")
        for (i = 1; i <= count; i++) {
            if (parts[i] == "..") depth--
            else if (parts[i] != "." && parts[i] != "") path[++depth] = parts[i]
            if (depth < 0) return ""
        }
        if (target ~ /\/$/ || depth == 0) path[++depth] = "index.html"
        target = path[1]
        for (i = 2; i <= depth; i++) target = target "/" path[i]
        return target
    }

    END {
        for (i = 1; i <= links; i++) {
            target = targets[i]; sub(/[#?].*/, "", target)
            anchor = ""; if (match(targets[i], /#./)) anchor = substr(targets[i], RSTART + 1)
            file = resolved(pages[i], target)
            if (!(file in exists)) problem = "no such file"
            else if (anchor != "" && file ~ /\.html$/ && !(file "#" anchor in anchors)) problem = "no such anchor"
            else continue
            print pages[i] ": " targets[i] ": " problem
            broken++
        }
        if (broken) { print broken " of " links " links lead nowhere."; exit 1 }
        print links " links checked."
    }'
