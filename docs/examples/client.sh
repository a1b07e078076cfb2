#!/bin/sh
# The same steps by curl: TOKEN=np_... sh client.sh https://plan.example.org KARO LEAD_AGENCY
set -eu
mission="$1/api/v1/missions/$2"
# The token stands in a file of this process, so that no list of processes shows it.
ask() { printf 'header = "Authorization: Bearer %s"\n' "$TOKEN" | curl --silent --show-error --config - "$@"; }

# Read a page.
ask "$mission/activities/?limit=2&fields=key,title" | head -c 30
echo

# Make a row once, whatever happens to the connection.
key=$(date +%s)-$$
row="{\"title\": \"Wells\", \"lead\": \"$3\", \"dimension\": \"development\", \"status\": \"proposed\"}"
made=$(ask --dump-header - --output /dev/null -H "Idempotency-Key: $key" -H "Content-Type: application/json" \
    --data "$row" "$mission/activities/" | tr -d '\r')
place=$(printf '%s\n' "$made" | sed -n 's/^[Ll]ocation: //p')
version=$(printf '%s\n' "$made" | sed -n 's/^[Ee][Tt]ag: //p')

# Change it as it was read.
status() { ask --output /dev/null --write-out '%{http_code}\n' "$@"; }
status -X PATCH -H "If-Match: $version" -H "Content-Type: application/json" --data '{"title": "Wells, north"}' "$place"

# Bring a table; its columns are named once, and remembered for the agency.
printf 'Name,Lead\nRoads,%s\n' "$3" > "${TMPDIR:-/tmp}/portfolio-$$.csv"
status -F "file=@${TMPDIR:-/tmp}/portfolio-$$.csv" -F 'columns={"Name": "title", "Lead": "lead"}' "$mission/imports/"
rm "${TMPDIR:-/tmp}/portfolio-$$.csv"

# A flat table, with the token as the password.
printf 'user = "any:%s"\n' "$TOKEN" | curl --silent --config - "$mission/feeds/activities.csv" | head -n 1 | cut -c 4-6

# Close it: an activity stays on record.
version=$(ask --head "$place" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
status -X PATCH -H "If-Match: $version" -H "Content-Type: application/json" --data '{"status": "cancelled"}' "$place"
