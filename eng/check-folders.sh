#!/usr/bin/env bash
# Refuses arrows between the folders of a project that eng/folders.txt does not allow, and circles among those that it does.
#   eng/check-folders.sh           checks, and that docs/architecture.md shows what is allowed
#   eng/check-folders.sh --write   draws docs/architecture.md anew
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
allowed=eng/folders.txt
page=docs/architecture.md
status=0

# "PROJECT FROM TO", one line for each allowed arrow.
arrows() { awk '!/^#/ && NF { sub(/:/, "", $2); for (i = 3; i <= NF; i++) print $1, $2, $i }' "$allowed"; }

for project in $(arrows | cut -d' ' -f1 | sort -u); do
    permitted=$(arrows | awk -v p="$project" '$1 == p { print $2, $3 }' | sort -u)
    if ! tsort <<< "$permitted" > /dev/null 2>&1; then
        echo "$project: the arrows allowed in $allowed run in a circle: $(tsort <<< "$permitted" 2>&1 >/dev/null | sed -n 's/^tsort: \([^-].*\)/\1/p' | tr '\n' ' ')" >&2
        status=1
    fi
    while read -r from to file type; do
        grep -qxF "$from $to" <<< "$permitted" || { echo "$project: $from needs $to, which $allowed does not allow (${file#./} names $type)." >&2; status=1; }
    done < <(eng/folder-graph.sh "src/$project")
done

# Arrows that follow from others are left out of the picture.
picture() {
    for project in DsCnn.Core DsCnn; do
        printf '\n**%s**\n\n```mermaid\nflowchart BT\n' "$project"
        arrows | awk -v p="$project" '
            $1 == p { edge[$2, $3] = 1; to[$2] = to[$2] " " $3; order[++n] = $2 SUBSEP $3 }
            function reaches(a, b, depth,   next_, k, m) {
                if (depth > 20) return 0
                m = split(to[a], next_, " ")
                for (k = 1; k <= m; k++) if (next_[k] == b || reaches(next_[k], b, depth + 1)) return 1
                return 0
            }
            END {
                for (i = 1; i <= n; i++) {
                    split(order[i], e, SUBSEP); direct = 1; m = split(to[e[1]], next_, " ")
                    for (k = 1; k <= m; k++) if (next_[k] != e[2] && reaches(next_[k], e[2], 0)) direct = 0
                    if (direct) print "    " e[1] " --> " e[2]
                }
            }'
        printf '```\n'
    done
}

drawn=$(awk -v picture="$(picture)" '/<!-- folders -->/ { print; print picture; skip = 1; next } /<!-- \/folders -->/ { skip = 0; print ""; } !skip' "$page")
if [ "${1:-}" = --write ]; then
    printf '%s\n' "$drawn" > "$page"
elif ! diff -q <(printf '%s\n' "$drawn") "$page" > /dev/null; then
    echo "$page does not show the arrows of $allowed. Run eng/check-folders.sh --write." >&2
    status=1
fi
exit $status
